// Who may see the page: HTTP basic authentication (RFC 7617) against salted hashes of crypt(3).
//
// A wrong password costs some milliseconds of the control loop, so that only a few are looked at in
// a second; whoever was right is recognised again at once. Threads: one.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace cutoffd::page {

class Visitors {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Verdict { welcome, unknown, later };

  // By name, hashes as crypt(5) writes them. Empty: everybody is welcome.
  explicit Visitors(std::map<std::string, std::string, std::less<>> hashes);

  // The value of an Authorization header; empty where there was none.
  Verdict look(std::string_view authorization, Clock::time_point now);

  static constexpr unsigned kLooksPerSecond = 5;

 private:
  [[nodiscard]] bool is_right(std::string_view name, const std::string& password) const;

  std::map<std::string, std::string, std::less<>> hashes_;
  std::map<std::string, std::string, std::less<>> known_;  // by name, what was right last
  Clock::time_point second_{};
  unsigned looks_ = 0;
};

}  // namespace cutoffd::page
