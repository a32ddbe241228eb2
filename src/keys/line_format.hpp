// The formats in which a key and its value are a line. One class a format says how lines are read and values
// written; the edits are the same for all.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keys/edit.hpp"
#include "keys/lines.hpp"

namespace jeden::keys {

// One key with its value, as it stands in the file.
struct Entry {
  std::size_t line = 0, count = 1;
  std::string value;            // as it is compared
  std::string prefix;           // of the first line, up to the value
  std::string lead, separator;  // the parts of the prefix around the key
  bool open = false;            // it may go on over lines that could as well be keys: not to be changed
};

// What one look at a file finds for an edit.
struct Scan {
  std::vector<Entry> found;    // the entries of the key
  std::size_t end = 0;         // behind the last entry of the section, whatever its key; 0: there is none
  std::optional<Entry> model;  // the last one that has a separator: a new one looks like it
};

class LineFormat {
 public:
  virtual ~LineFormat() = default;

  virtual Scan scan(const Lines& lines, const Edit& edit) const = 0;
  // Where a key goes that has no entry yet. May add what has to stand before it.
  virtual std::size_t place(Lines& lines, const std::string& section, const Scan& scan) const = 0;
  // Whether a line behind the last one would be a line of its own.
  virtual bool is_complete(const Lines&) const { return true; }
  // A key or a value as it is written; `error` says why it cannot be.
  virtual std::string write_key(const Edit& edit, std::string& error) const = 0;
  virtual std::string write_value(const std::string& value, std::string& error) const = 0;
  // What Entry::value is for a value that is written so.
  virtual std::string compared(const std::string& value, const std::string& written) const = 0;
  virtual std::string_view usual_separator() const = 0;
};

std::unique_ptr<LineFormat> make_ini(const Style& style);
std::unique_ptr<LineFormat> make_key_value(const Style& style);
std::unique_ptr<LineFormat> make_properties();
std::unique_ptr<LineFormat> make_shell();

// "holds a newline", when a value would end its line.
bool breaks_line(std::string_view value, std::string& error);
// A value of ini or key_value as `quoting` asks for it. `special`: what makes programs differ.
std::string quote(const std::string& value, Quoting quoting, bool special, std::string& error);

// True when the lines have changed.
bool apply(const LineFormat& format, Lines& lines, const Edit& edit, std::string& error);

}  // namespace jeden::keys
