#include "catch.hpp"
#include "unit/probe/converse.hpp"

using namespace jeden::probe;

TEST_CASE("an HTTP request says what the URL says") {
  const auto sent =
      converse("http://u:p@[::1]:8080/a/b?x=1&status=200&%62ody=2&header=X-Key:+k&method=HEAD", "").sent;
  CHECK(sent.starts_with("HEAD /a/b?x=1&%62ody=2 HTTP/1.1\r\n"));
  CHECK(sent.find("\r\nHost: [::1]:8080\r\n") != std::string::npos);
  CHECK(sent.find("\r\nAuthorization: Basic dTpw\r\n") != std::string::npos);
  CHECK(sent.find("\r\nX-Key: k\r\n") != std::string::npos);
  CHECK(sent.ends_with("\r\n\r\n"));
}

TEST_CASE("statuses, headers and bodies are expected") {
  const std::string ok = "HTTP/1.1 200 OK\r\nX-A: one\r\nContent-Length: 5\r\n\r\nhello";
  for (const std::size_t slice : {1U, 7U, 1000U}) {
    CAPTURE(slice);
    CHECK(reason(converse("http://h", ok, slice)) == "ready");
    CHECK(reason(converse("http://h?status=204", ok, slice)) == "http_200");
    CHECK(reason(converse("http://h?body=ell", ok, slice)) == "ready");
    CHECK(reason(converse("http://h?body_match=^h.*o$", ok, slice)) == "ready");
    CHECK(reason(converse("http://h?body=bye", ok, slice)) == "content");
    CHECK(reason(converse("http://h?expect_header=x-a:one", ok, slice)) == "ready");
    CHECK(reason(converse("http://h?expect_header=x-b", ok, slice)) == "content");
    CHECK(reason(converse("http://h", "HTTP/1.1 503 Gone\r\n\r\n", slice)) == "http_503");
    CHECK(reason(converse("http://h?body=ok",
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                          slice)) == "ready");
    CHECK(reason(converse("http://h", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", slice)) ==
          "ready");
    CHECK(reason(converse("http://h", "SSH-2.0-OpenSSH_9.2\r\n", slice)) == "protocol");
  }
}

TEST_CASE("a redirect is followed only when asked") {
  const std::string moved = "HTTP/1.1 302 Found\r\nLocation: /new\r\n\r\n";
  CHECK(reason(converse("http://h", moved)) == "ready");
  const Talk talk = converse("http://h?redirect=follow", moved);
  CHECK(talk.last.kind == Step::Kind::redirect);
  CHECK(talk.last.location == "/new");
}
