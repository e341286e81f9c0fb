#include "alerts/relp_frame.h"

#include <algorithm>
#include <charconv>

namespace cutoffd::alerts {
namespace {

// The specification's bounds: nine digits, 32 letters; and ours for what a server has to say.
constexpr std::size_t kDigits = 9;
constexpr std::size_t kLongestCommand = 32;
constexpr std::uint32_t kMostData = 128 * 1024;

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  if (text.empty() || text.size() > kDigits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

unsigned RelpFrame::code() const { return number(std::string_view(data).substr(0, 3)).value_or(0); }

void append_relp_frame(std::string& out, std::uint32_t transaction, std::string_view command,
                       std::string_view data) {
  out += std::to_string(transaction);
  out += ' ';
  out += command;
  out += ' ';
  out += std::to_string(data.size());
  if (!data.empty()) out += ' ';
  out += data;
  out += '\n';
}

std::optional<RelpFrame> RelpReader::fail() {
  broken_ = true;
  return std::nullopt;
}

std::optional<RelpFrame> RelpReader::next() {
  if (broken_) return std::nullopt;
  const std::string_view text = buffer_;
  const std::size_t command = text.find(' ');
  const std::size_t length = command == text.npos ? text.npos : text.find(' ', command + 1);
  const std::size_t length_end =
      length == text.npos ? text.npos : text.find_first_of(" \n", length + 1);
  if (length_end == text.npos) {
    const bool too_long = text.size() > 2 * kDigits + kLongestCommand + 2;
    return too_long ? fail() : std::nullopt;
  }
  const auto transaction = number(text.substr(0, command));
  const auto size = number(text.substr(length + 1, length_end - length - 1));
  if (!transaction || !size || *size > kMostData || length - command - 1 > kLongestCommand) {
    return fail();
  }
  // "0" ends the frame right after the length, with or without a blank before the line feed.
  const std::size_t data = text[length_end] == ' ' ? length_end + 1 : length_end;
  if (text[length_end] == '\n' && *size != 0) return fail();
  if (text.size() < data + *size + 1) return std::nullopt;
  if (text[data + *size] != '\n') return fail();
  RelpFrame frame{*transaction, std::string(text.substr(command + 1, length - command - 1)),
                  std::string(text.substr(data, *size))};
  buffer_.erase(0, data + *size + 1);
  return frame;
}

}  // namespace cutoffd::alerts
