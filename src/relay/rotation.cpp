#include "relay/rotation.hpp"

namespace jeden::relay {

std::size_t first_line(std::string_view data) noexcept {
  const std::size_t newline = data.find('\n');
  return newline == std::string_view::npos ? data.size() : newline + 1;
}

std::vector<Rename> plan_rotation(const std::string& path, unsigned keep) {
  std::vector<Rename> renames;
  for (unsigned number = keep; number > 0; --number) {
    const std::string from = number == 1 ? path : path + '.' + std::to_string(number - 1);
    renames.push_back({from, path + '.' + std::to_string(number)});
  }
  return renames;
}

std::size_t fitting(std::string_view data, std::uint64_t size, std::uint64_t max_size,
                    bool mid_line) noexcept {
  if (max_size == 0) return data.size();
  const std::uint64_t room = size < max_size ? max_size - size : 0;
  if (data.size() <= room) return data.size();
  const std::size_t newline = room == 0 ? std::string_view::npos : data.rfind('\n', room - 1);
  if (newline != std::string_view::npos) return newline + 1;
  return mid_line || size == 0 ? first_line(data) : 0;
}

}  // namespace jeden::relay
