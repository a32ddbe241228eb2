#include "probe/password.hpp"

#include "catch.hpp"

using namespace jeden::probe;

TEST_CASE("SCRAM-SHA-256 proves as RFC 7677 says") {
  if (!hashes_are_built_in) return;
  // The RFC's example names the user in its first message; PostgreSQL's clients leave it empty, which changes
  // the proof, so that the check here is of what has to hold for any user: the nonce, the form, and the
  // server's proof.
  Scram scram{"pencil", "rOprNGfwEbeRWgbNEkqO"};
  CHECK(scram.first() == "n,,n=,r=rOprNGfwEbeRWgbNEkqO");
  std::string error;
  const auto answer = scram.answer(
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", error);
  REQUIRE(answer);
  CHECK(answer->starts_with("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p="));
  CHECK_FALSE(scram.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  CHECK_FALSE(scram.is_proven());
}

TEST_CASE("a server's SCRAM message is bounded and has to continue our nonce") {
  if (!hashes_are_built_in) return;
  for (const char* text :
       {"", "r=abc,s=QUJD,i=4096", "r=nonceX,s=,i=4096", "r=nonceX,s=QUJD,i=0", "r=nonceX,s=QUJD,i=99999999",
        "r=nonce,s=QUJD,i=4096", "r=nonceX,s=?,i=1", "r=nonceX,i=1"}) {
    CAPTURE(text);
    Scram scram{"pencil", "nonce"};
    std::string error;
    CHECK_FALSE(scram.answer(text, error).has_value());
    CHECK_FALSE(error.empty());
  }
}

TEST_CASE("PostgreSQL's MD5") {
  if (!hashes_are_built_in) return;
  const std::string answer = postgres_md5("app", "geheim", "salt");
  CHECK(answer.size() == 35);
  CHECK(answer.starts_with("md5"));
}
