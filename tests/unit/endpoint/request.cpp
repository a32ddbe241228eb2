#include "endpoint/request.hpp"

#include "catch.hpp"

using namespace jeden::endpoint;
using Progress = Request::Progress;

namespace {

std::string asked(std::string_view text, std::string_view state = "ready") {
  Request request;
  const Progress progress = request.feed(text);
  return progress == Progress::complete ? answer_to(request, state) : "no request";
}

std::string status(std::string_view text, std::string_view state = "ready") {
  return asked(text, state).substr(9, 3);
}

}  // namespace

TEST_CASE("readiness is a status and a sentence") {
  CHECK(asked("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n") ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nCache-Control: no-store\r\n"
        "Connection: close\r\n\r\nready\n");
  const std::string no = asked("GET /ready HTTP/1.0\r\n\r\n", "starting: hook migrate");
  CHECK(no.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
  CHECK(no.ends_with(
      "Content-Length: 23\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nstarting: hook migrate\n"));
  CHECK(asked("HEAD /ready HTTP/1.1\r\n\r\n", "draining").ends_with("\r\n\r\n"));
  CHECK(status("GET /ready?verbose=1 HTTP/1.1\r\n\r\n") == "200");
  CHECK(status("GET http://10.0.0.1:8086/ready HTTP/1.1\r\n\r\n") == "200");
}

TEST_CASE("it lives whatever its readiness is") {
  CHECK(status("GET /live HTTP/1.1\r\n\r\n", "starting") == "200");
  CHECK(status("HEAD /live HTTP/1.1\r\n\r\n", "stopping") == "200");
}

TEST_CASE("anything else is refused") {
  for (const char* path : {"/", "/ready/", "/readyz", "/READY", "/live/../ready", "//ready", "*"})
    CHECK(status("GET " + std::string{path} + " HTTP/1.1\r\n\r\n") == "404");
  CHECK(status("CONNECT ready:80 HTTP/1.1\r\n\r\n") == "404");
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
    const std::string answer = asked(std::string{method} + " /ready HTTP/1.1\r\nContent-Length: 1\r\n\r\n");
    CHECK(answer.starts_with("HTTP/1.1 405 "));
    CHECK(answer.find("\r\nAllow: GET, HEAD\r\n") != std::string::npos);
  }
}

TEST_CASE("a request in pieces of a byte") {
  const std::string text = "GET /ready HTTP/1.1\r\nHost: example.org\r\n\r\n";
  Request request;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    REQUIRE(request.feed(std::string_view{text}.substr(i, 1)) == Progress::incomplete);
  CHECK(request.feed("\n") == Progress::complete);
  CHECK(request.path() == "/ready");
  CHECK(request.method() == "GET");
}

TEST_CASE("what follows the request is not looked at") {
  Request request;
  CHECK(request.feed("GET /live HTTP/1.1\r\n\r\nGET /ready HTTP/1.1\r\n\r\n") == Progress::complete);
  CHECK(request.path() == "/live");
}

TEST_CASE("what is not HTTP, and what has no end") {
  Request garbage;
  CHECK(garbage.feed("\x16\x03\x01\x02") == Progress::malformed);
  Request url;
  CHECK(url.feed("GET /" + std::string(Request::longest, 'a')) == Progress::too_long);
  Request headers;
  Progress progress = headers.feed("GET /ready HTTP/1.1\r\n");
  for (int i = 0; i < 2000 && progress == Progress::incomplete; ++i) progress = headers.feed("X: y\r\n");
  CHECK(progress == Progress::too_long);
  CHECK(refusal_of(Progress::too_long).starts_with("HTTP/1.1 431 "));
  CHECK(refusal_of(Progress::malformed).starts_with("HTTP/1.1 400 "));
}
