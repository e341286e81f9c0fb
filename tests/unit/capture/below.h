// Packets on their way through the shunt, as in live capture: the program decides in this machine's
// kernel, and what it lets up waits a while before the tracker sees it.
//
// A pair of local sockets is the wire: what is sent on one end is a frame to the filter of the
// other, octet for octet as a packet socket shows it. As the kernel does before a filter is asked,
// the outermost VLAN tag is taken off.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

#include "capture/source/shunt.h"
#include "capture/track/tracker.h"
#include "core/packet.h"

namespace cutoffd::track {

class Below final : public PacketHandler {
 public:
  // So many packets wait in the ring.
  Below(source::Shunt& shunt, std::size_t waiting) : shunt_(shunt), most_(waiting) {
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends_.data()) != 0) throw std::runtime_error("sockets");
    const int room = 1 << 20;
    setsockopt(ends_[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    if (!shunt_.attach(ends_[1])) throw std::runtime_error("the filter is refused");
  }
  ~Below() override {
    for (const int end : ends_) close(end);
  }

  source::Shunt& shunt() { return shunt_; }
  Tracker* tracker = nullptr;
  std::function<void(const Packet&)> before_each;

  void on_packets(std::span<const Packet> packets) override {
    for (const Packet& packet : packets) {
      if (before_each) before_each(packet);
      ++packets_;
      octets_ += packet.wire_length;
      const bool up = packet.link != LinkType{1} || comes_up(packet.bytes);
      waiting_.push_back({packet, {}, std::chrono::system_clock::now(), up});
      Waiting& last = waiting_.back();
      if (up) last.octets.assign(packet.bytes.begin(), packet.bytes.end());
      last.packet.bytes = last.octets;
      while (waiting_.size() > most_) show();
    }
  }
  void finish() {
    while (!waiting_.empty()) show();
    tracker->finish();
  }
  [[nodiscard]] bool waits() const { return most_ != 0; }
  [[nodiscard]] std::uint64_t packets() const { return packets_; }
  [[nodiscard]] std::uint64_t octets() const { return octets_; }

 private:
  struct Waiting {
    Packet packet;
    std::vector<std::uint8_t> octets;
    Instant shown{};
    bool up = true;
  };

  bool comes_up(Bytes frame) {
    if (frame.size() < 18) return true;
    untagged_.assign(frame.begin(), frame.end());
    const bool tagged =
        (frame[12] == 0x81 && frame[13] == 0) || (frame[12] == 0x88 && frame[13] == 0xa8);
    if (tagged) untagged_.erase(untagged_.begin() + 12, untagged_.begin() + 16);
    if (send(ends_[0], untagged_.data(), untagged_.size(), 0) < 0) return true;  // too large
    std::array<std::uint8_t, 1> first{};
    return recv(ends_[1], first.data(), first.size(), MSG_DONTWAIT) >= 0;
  }
  void show() {
    const Waiting& next = waiting_.front();
    shunt_.show(next.shown);
    if (next.up) {
      tracker->on_packets({&next.packet, 1});
    } else {
      tracker->on_time(next.packet.time);
    }
    waiting_.pop_front();
  }

  source::Shunt& shunt_;
  std::array<int, 2> ends_{};
  std::size_t most_;
  std::deque<Waiting> waiting_;
  std::vector<std::uint8_t> untagged_;
  std::uint64_t packets_ = 0;
  std::uint64_t octets_ = 0;
};

}  // namespace cutoffd::track
