// A question to the jeden of this container, by its control socket.
#pragma once

#include <string>
#include <string_view>

namespace jeden::tools {

// printed: on standard output as it comes, for as long as it comes.
enum class Answer : unsigned char { kept, printed };

// `socket`: its path; empty: $JEDEN_CONTROL, or the usual one. What could not be done is in `error`.
std::string ask_control(std::string socket, std::string_view request, std::string& error,
                        Answer answer = Answer::kept);

}  // namespace jeden::tools
