// The formats in which a key is a line: ini, key_value, properties, shell.
#include "support.hpp"

using namespace jeden::keys;
using namespace jeden::keys::testing;
using namespace std::string_literals;

namespace {

std::string ini(std::string_view text, const std::vector<Edit>& edits, Quoting quoting = Quoting::strict) {
  return edited(Format::ini, text, edits, {quoting, "."});
}
std::string pairs(std::string_view text, const std::vector<Edit>& edits, Quoting quoting = Quoting::strict) {
  return edited(Format::key_value, text, edits, {quoting, "."});
}
std::string properties(std::string_view text, const std::vector<Edit>& edits) {
  return edited(Format::properties, text, edits);
}
std::string shell(std::string_view text, const std::vector<Edit>& edits) {
  return edited(Format::shell, text, edits);
}

}  // namespace

TEST_CASE("ini: a value is replaced where it stands, and nothing else") {
  const std::string text = "; php\n[PHP]\n;memory_limit = 1M\nmemory_limit=128M\n\n[Date]\ndate.timezone =\n";
  CHECK(ini(text, {set("memory_limit", "256M", "PHP")}) ==
        "; php\n[PHP]\n;memory_limit = 1M\nmemory_limit=256M\n\n[Date]\ndate.timezone =\n");
  CHECK(ini(text, {set("memory_limit", "128M", "PHP")}) == text);
  CHECK(ini(text, {set("x", "1", "PHP")}).find("memory_limit=128M\nx=1\n\n[Date]") != std::string::npos);
  CHECK(ini(text, {set("date.timezone", "UTC", "Date")}).ends_with("date.timezone =UTC\n"));
  CHECK(ini(text, {gone("memory_limit", "PHP")}) ==
        "; php\n[PHP]\n;memory_limit = 1M\n\n[Date]\ndate.timezone =\n");
  CHECK(ini(text, {gone("memory_limit", "Date"), gone("x")}) == text);
}

TEST_CASE("ini: sections and keys that are not there yet") {
  CHECK(ini("", {set("a", "1")}) == "a = 1\n");
  CHECK(ini("", {set("a", "1", "s")}) == "[s]\na = 1\n");
  CHECK(ini("[r]\nb=2", {set("a", "1", "s")}) == "[r]\nb=2\n\n[s]\na = 1\n");
  CHECK(ini("# top\n\n[r]\nb=2\n", {set("a", "1")}) == "# top\na = 1\n\n[r]\nb=2\n");
  CHECK(ini("[s]\n[r]\n", {set("a", "1", "s")}) == "[s]\na = 1\n[r]\n");
  CHECK(ini("[s] ; why\nb : 2\n", {set("a", "1", "s")}) == "[s] ; why\nb : 2\na : 1\n");
  CHECK(ini("[remote \"o\"]\n\turl = x\n", {set("push", "1", "remote \"o\"")}) ==
        "[remote \"o\"]\n\turl = x\n\tpush = 1\n");
}

TEST_CASE("ini: several lines of one key") {
  const std::string text = "[p]\nextension=a\nx=1\nextension=b\n[q]\nextension=c\n[p]\nextension=d\n";
  CHECK(ini(text, {append("extension", {"b", "e", "e"}, "p")}) ==
        "[p]\nextension=a\nx=1\nextension=b\n[q]\nextension=c\n[p]\nextension=d\nextension=e\n");
  CHECK(ini(text, {set("extension", "z", "p")}) == "[p]\nextension=z\nx=1\n[q]\nextension=c\n[p]\n");
  CHECK(ini(text, {gone("extension", "p")}) == "[p]\nx=1\n[q]\nextension=c\n[p]\n");
  Edit two = append("extension", {"1", "2"}, "p");
  two.kind = Edit::Kind::set;
  CHECK(ini("[p]\nextension=9\n", {two}) == "[p]\nextension=1\nextension=2\n");
}

TEST_CASE("ini: what could be a key or more of a value is not guessed") {
  const std::string text = "[s]\nargs =\n  --a=1\n  --b=2\nnext = 1\n";
  CHECK(ini(text, {set("args", "x", "s")}) ==
        "error: line 2: what args says goes on in the next line, which cannot be edited");
  CHECK(ini(text, {gone("args", "s")}).starts_with("error: line 2"));
  CHECK(ini(text, {set("next", "2", "s")}) == "[s]\nargs =\n  --a=1\n  --b=2\nnext = 2\n");
  CHECK(ini(text, {set("more", "2", "s")}) == text + "more = 2\n");
}

TEST_CASE("ini: no value leaves its line") {
  CHECK(ini("a = 1\n", {set("a", "x\n[evil]")}) ==
        "error: the value of a holds a newline, which this format cannot write");
  CHECK(ini("", {set("a", "x\ry", "s")}) ==
        "error: the value of [s] a holds a newline, which this format cannot write");
  CHECK(ini("", {set("a", "p;q")}).starts_with("error: the value of a holds a quote, a comment character"));
  CHECK(ini("", {set("a", "p;q")}, Quoting::verbatim) == "a = p;q\n");
  CHECK(ini("", {set("a", "p;\"q\\")}, Quoting::doubled) == "a = \"p;\\\"q\\\\\"\n");
  CHECK(ini("", {set("a", "it's")}, Quoting::single) == "a = 'it''s'\n");
  CHECK(ini("", {set("a", "x\n")}, Quoting::doubled).starts_with("error: "));
  for (const char* key : {"", " a", "a=b", "a:b", "[a", "#a", ";a", "a\nb"})
    CHECK(ini("", {set(key, "1")}).ends_with("cannot be a key of an ini file"));
  for (const char* section : {"a]b", "a\nb", " a"})
    CHECK(ini("", {set("a", "1", section)}).ends_with("cannot be a section of an ini file"));
}

TEST_CASE("lines end as they did") {
  CHECK(ini("\xEF\xBB\xBF[s]\r\na=1\r\n", {set("a", "2", "s"), set("b", "3", "s")}) ==
        "\xEF\xBB\xBF[s]\r\na=2\r\nb=3\r\n");
  CHECK(ini("[s]\r\na=1\r", {set("b", "3", "s")}) == "[s]\r\na=1\r\nb=3\r\n");
  CHECK(properties("k\\\r", {set("b", "3")}).starts_with("error: line 1: the last line is not complete"));
  CHECK(ini("[s]\r\na=1", {set("b", "3", "s")}) == "[s]\r\na=1\r\nb=3\r\n");
  CHECK(ini("[s]\na=1", {set("a", "2", "s")}) == "[s]\na=2");
  CHECK(ini("[s]\na=1", {set("b", "2", "s")}) == "[s]\na=1\nb=2\n");
  CHECK(ini("a=1\n\xEF\xBB\xBF[s]\n", {set("a", "2")}) ==
        "error: line 2: a byte order mark is in the middle of the file");
  CHECK(ini("a=1\0b"s, {set("a", "2")}).starts_with("error: it holds NUL bytes"));
}

TEST_CASE("key_value: redis.conf and sshd_config") {
  const std::string redis = "# save 1 1\nport 6379\nsave 3600 1\n  save 300 100\n";
  CHECK(pairs(redis, {append("save", {"300 100", "60 1000"})}) ==
        "# save 1 1\nport 6379\nsave 3600 1\n  save 300 100\n  save 60 1000\n");
  CHECK(pairs(redis, {set("PORT", "7000")}) == "# save 1 1\nport 7000\nsave 3600 1\n  save 300 100\n");
  CHECK(pairs(redis, {gone("save")}) == "# save 1 1\nport 6379\n");
  CHECK(pairs(redis, {set("save", "")}) == "# save 1 1\nport 6379\nsave \"\"\n");
  CHECK(pairs("x\n", {set("x", "1")}) == "x 1\n");
  CHECK(pairs("Port=22\n", {set("Port", "2222")}) == "Port=2222\n");
  CHECK(pairs("A b\nMatch User x\n  A c\n", {set("A", "d"), set("B", "e")}) ==
        "A d\nB e\nMatch User x\n  A c\n");
  CHECK(pairs("Match all\n", {set("A", "d")}) == "A d\nMatch all\n");
  for (const char* value : {"a\nb", "#a", "a #b", "a\"", " a", "a'", "=a"})
    CHECK(pairs("", {set("k", value)}).starts_with("error: the value of k "));
  CHECK(pairs("", {set("k", "my#pass")}) == "k my#pass\n");
  CHECK(pairs("", {set("k", "a \"b\\")}, Quoting::doubled) == "k \"a \\\"b\\\\\"\n");
  for (const char* key : {"", "a b", "a=b", "#a", "match"})
    CHECK(pairs("", {set(key, "1")}).starts_with("error: "));
}

TEST_CASE("properties: as Java reads them") {
  CHECK(properties("# c\n! c\na = 1\nb:2\nc 3\n", {set("a", "x"), set("b", "y"), set("c", "z")}) ==
        "# c\n! c\na = x\nb:y\nc z\n");
  CHECK(properties("a=1\\\n   2\\\n   3\nb=4\n", {set("a", "123")}) == "a=1\\\n   2\\\n   3\nb=4\n");
  CHECK(properties("a=1\\\n   2\\\n   3\nb=4\n", {set("a", "5")}) == "a=5\nb=4\n");
  CHECK(properties("a=1\\\n   2\nb=4\n", {gone("a")}) == "b=4\n");
  CHECK(properties("", {set("k", " a=b\nc\\d")}) == "k=\\ a=b\\nc\\\\d\n");
  CHECK(properties("", {set("k", "\xC3\xA9\xF0\x9F\x98\x80")}) == "k=\\u00E9\\uD83D\\uDE00\n");
  CHECK(properties("k=\\u00e9\\uD83D\\uDE00\n", {set("k", "\xC3\xA9\xF0\x9F\x98\x80")}) ==
        "k=\\u00e9\\uD83D\\uDE00\n");
  CHECK(properties("", {set("a b:c", "1")}) == "a\\ b\\:c=1\n");
  CHECK(properties("a\\ b=1\n", {set("a b", "2")}) == "a\\ b=2\n");
  CHECK(properties("k v\n", {set("k", "=x")}) == "k \\=x\n");
  CHECK(properties("a=1\\", {set("b", "2")}).starts_with("error: line 1: the last line is not complete"));
  CHECK(properties("a=1\\", {set("a", "2")}) == "a=2");
  CHECK(properties("", {set("k", "\xFF")}) == "error: the value of k is not UTF-8");
  CHECK(properties("a=1\na=2\n", {set("a", "3")}) == "a=3\n");
}

TEST_CASE("shell: environment files") {
  CHECK(
      shell("# c\nexport A=1\nB='x y'\n", {set("A", "2"), set("B", "x y"), set("C", "it's; rm -rf $HOME")}) ==
      "# c\nexport A=2\nB='x y'\nC='it'\\''s; rm -rf $HOME'\n");
  CHECK(shell("A='1\nB=2\n'\nB=3\n", {set("B", "4")}) == "A='1\nB=2\n'\nB=4\n");
  CHECK(shell("A=1\\\nB=2\n", {set("B", "4")}) == "A=1\\\nB=2\nB=4\n");
  CHECK(shell("A='1\n", {set("B", "4")}).starts_with("error: line 1: the last line is not complete"));
  CHECK(shell("A=1 # it's\n", {set("B", "4")}) == "A=1 # it's\nB=4\n");
  CHECK(shell("", {set("A", "")}) == "A=\n");
  CHECK(shell("", {set("A", "x\ny")}).starts_with("error: the value of A holds a newline"));
  for (const char* key : {"", "1A", "A-B", "A B", "A;B"})
    CHECK(shell("", {set(key, "1")}).starts_with("error: "));
}

TEST_CASE("a file of many lines is edited in no time") {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "key" + std::to_string(i) + " = value\n";
  const Edited result = edit(Format::ini, text, {set("key49999", "x"), set("new", "y")}, {});
  CHECK(result.text.ends_with("key49999 = x\nnew = y\n"));
}
