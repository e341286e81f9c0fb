// The words of one step, taken one after the other. What does not fit throws StoryError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/time.h"

namespace cutoffd::story {

std::optional<std::uint64_t> parse_size(std::string_view text);  // "40KiB", "17B"; unit required

class Words {
 public:
  // Splits at spaces; "…" keeps spaces.
  explicit Words(std::string_view text);

  [[nodiscard]] bool done() const { return next_ == words_.size(); }
  [[nodiscard]] std::string_view peek() const {
    return done() ? std::string_view{} : words_[next_];
  }
  // The next word; `what` names it where there is none.
  std::string take(std::string_view what);
  // Takes the next word if it is this one.
  bool accept(std::string_view word);
  void need(std::string_view word);

  Duration duration();
  std::uint64_t number();
  std::uint64_t size();
  IpAddress ip();
  Mac mac();
  Endpoint endpoint(std::uint16_t usual_port);  // "192.0.2.1", "192.0.2.1:8080", "[2001:db8::1]:53"
  void end() const;                             // complains of words that nobody took

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

}  // namespace cutoffd::story
