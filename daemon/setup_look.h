// What `cutoffd setup` notes while it looks: who sends to whom and by which way, never what.
//
// Packets go in, figures come out. No clock and no I/O: captures and interfaces look the same.
// Every table has a bound; what did not fit is counted. Threads: one look belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "capture/dissect/frame.h"
#include "core/address.h"
#include "core/counters.h"
#include "core/packet.h"
#include "core/time.h"

namespace cutoffd {

// This machine's, on all its interfaces. Empty for captures: they may be of another machine.
struct OwnAddresses {
  std::set<Mac> macs;
  std::set<IpAddress> ips;
};

// One address that takes part.
struct Speaker {
  std::uint64_t packets = 0;           // from it or to it
  std::uint64_t opened = 0;            // TCP connections that it opened
  std::set<std::uint32_t> networks{};  // that it opened them to: at most kFewNetworks
  static constexpr std::size_t kFewNetworks = 3;
};

// DNS on port 53, by who asks and who is asked.
struct Asked {
  std::uint64_t questions = 0;
  std::uint64_t answers = 0;
};

struct SetupFigures {
  std::optional<Instant> first, last;
  // Outside tunnels, between two machines, where the frame has link-layer addresses:
  std::uint64_t frames = 0;
  std::uint64_t of_others = 0;     // neither from nor to a card of this machine
  std::uint64_t carried = 0;       // by this machine, from one address of others to another
  std::uint64_t opened_to_us = 0;  // connections carried, as they come in
  std::uint64_t opened_by_us = 0;  // and as they go out
  // All frames that were read:
  std::uint64_t read = 0;
  std::uint64_t untagged = 0;
  std::uint64_t stacked = 0;                     // more than one tag
  std::map<std::uint16_t, std::uint64_t> vlans;  // frames by outermost tag
  std::uint64_t wrapped = 0;                     // in a tunnel that is opened
  std::uint64_t mirrored = 0;                    // in a mirror's own (ERSPAN, TZSP)
  std::set<std::uint64_t> tunnels;
  std::map<IpAddress, Speaker> speakers;
  std::map<std::pair<IpAddress, IpAddress>, Asked> dns;  // who asks, who is asked
  std::uint64_t encrypted_dns = 0;                       // packets to port 853, or known resolvers
  std::set<IpAddress> encrypted_dns_devices;
  std::uint64_t not_kept = 0;  // for want of room in a table
};

class SetupLook final : public PacketHandler {
 public:
  static constexpr std::size_t kSpeakers = 65'536;
  static constexpr std::size_t kDnsPairs = 16'384;
  static constexpr std::size_t kTunnels = 4096;

  explicit SetupLook(OwnAddresses own);
  ~SetupLook() override;

  void on_packets(std::span<const Packet> packets) override;
  // No packet will come any more.
  void finish();

  [[nodiscard]] const SetupFigures& figures() const { return figures_; }
  // What the tracker counted: flows by direction and by name, copies, opaque and cut packets.
  [[nodiscard]] Counters& counters() { return counters_; }
  [[nodiscard]] const Counters& counters() const { return counters_; }
  [[nodiscard]] const OwnAddresses& own() const { return own_; }

 private:
  class Flows;

  void note(const Packet& packet);
  void note_frame(const dissect::Frame& frame);
  void note_way(const dissect::Frame& frame);
  void note_parties(const dissect::Frame& frame);
  void note_dns(const dissect::Frame& frame, Port from, Port to, bool is_question, bool is_answer);
  void note_question(const IpAddress& asker, const IpAddress& asked, bool answer);
  Speaker* speaker(const IpAddress& address);

  OwnAddresses own_;
  SetupFigures figures_;
  Counters counters_;
  std::unique_ptr<Flows> flows_;
};

}  // namespace cutoffd
