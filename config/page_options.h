// Where the status page is served, to whom, and under which names.
//
// Values; made by config/load.h, obeyed by daemon/page/. Threads: none of their own.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"

namespace cutoffd::config {

// "127.0.0.1:8080", "[::1]:8080", or "unix:/run/cutoffd/page.sock".
struct ListenAddress {
  std::filesystem::path path;  // of a Unix socket; empty: ip and port
  IpAddress ip;
  Port port{};

  static std::optional<ListenAddress> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  // Nobody on another machine can reach it.
  [[nodiscard]] bool is_local() const { return !path.empty() || ip.is_loopback(); }
};

struct PageOptions {
  std::optional<ListenAddress> listen;  // nothing: no page
  std::vector<std::string> hosts;       // names under which it may be asked for, beside its address
  std::filesystem::path users;          // file of "NAME:HASH" lines; empty: nobody is asked
  std::map<std::string, std::string, std::less<>> hashes;  // what it says: by name, for crypt(3)
};

// A line of the users' file: name and hash. Nothing where it is none: no colon, no name, or a hash
// that is not salted SHA-256 or SHA-512 of crypt(5) with at most so many rounds that a wrong
// password costs little.
std::optional<std::pair<std::string, std::string>> parse_user(std::string_view line);

}  // namespace cutoffd::config
