// RELP's frames: TXNR SP COMMAND SP DATALEN [SP DATA] LF, both ways.
//
// Source: the protocol's specification by R. Gerhards (rsyslog.com/doc/relp.html). A server's frame
// is attacker-free but not ours: everything in it is bounded and checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutoffd::alerts {

struct RelpFrame {
  std::uint32_t transaction = 0;  // 0: the server speaks first ("serverclose")
  std::string command;
  std::string data;

  // A response's code: the three digits at the front of its data; 0 where there are none.
  [[nodiscard]] unsigned code() const;
};

void append_relp_frame(std::string& out, std::uint32_t transaction, std::string_view command,
                       std::string_view data);

// Collects octets and gives whole frames.
class RelpReader {
 public:
  void add(std::string_view bytes) { buffer_ += bytes; }
  // The next whole frame. Nothing: more octets are needed, or broken() says that they would not
  // help.
  std::optional<RelpFrame> next();
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  std::optional<RelpFrame> fail();
  std::string buffer_;
  bool broken_ = false;
};

}  // namespace cutoffd::alerts
