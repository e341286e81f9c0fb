#include "capture/source/live_source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <net/if.h>
#include <pcap/pcap.h>

#include "capture/source/capture_format.h"
#include "capture/source/classic_filter.h"
#include "capture/source/fanout.h"
#include "capture/source/interfaces.h"
#include "capture/source/shunt.h"
#include "capture/source/shunt_pins.h"

namespace cutoffd::source {
namespace {

// 0: there is none of that name. Nothing where the system does not say, as when no descriptor is
// left to ask by.
std::optional<unsigned> index_of(const std::string& interface) {
  const unsigned index = if_nametoindex(interface.c_str());
  if (index == 0 && errno != ENODEV && errno != ENXIO) return std::nullopt;
  return index;
}

struct ClosePcap {
  void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap_t, ClosePcap>;

// All workers of an interface are opened within this.
constexpr Duration kOpening = std::chrono::seconds(10);

// One read() shows at most so many, so that the caller gets its turn under any load.
constexpr int kBatch = 1024;

constexpr LinkType kEthernet{1};  // what the filters know

int as_int(std::size_t value) {
  return static_cast<int>(std::min<std::size_t>(value, std::numeric_limits<int>::max()));
}

std::string known_interfaces() {
  std::string names;
  for (const std::string& name : interface_names()) {
    names += (names.empty() ? "" : ", ") + name;
  }
  return names.empty() ? "this machine shows none" : "this machine has " + names;
}

OpenError explain(int status, pcap_t* handle, const std::string& interface) {
  using Kind = OpenError::Kind;
  const std::string said = pcap_geterr(handle);
  switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return {Kind::not_found, "no interface '" + interface + "'; " + known_interfaces()};
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return {Kind::no_permission,
              "no permission to capture on '" + interface +
                  "': the capability CAP_NET_RAW is needed; run as root (sudo cutoffd …), or grant "
                  "it once: sudo setcap cap_net_raw+ep $(command -v cutoffd)"};
    case PCAP_ERROR_IFACE_NOT_UP:
      return {Kind::down, "interface '" + interface + "' is down; bring it up: sudo ip link set " +
                              interface + " up"};
    default:
      return {Kind::io, "cannot capture on '" + interface +
                            "': " + (said.empty() ? pcap_statustostr(status) : said)};
  }
}

// Nothing else fails for values that libpcap takes as they are before activation.
void configure(pcap_t* handle, const LiveOptions& options) {
  pcap_set_snaplen(handle, as_int(options.snap_length));
  pcap_set_promisc(handle, options.promiscuous ? 1 : 0);
  pcap_set_buffer_size(handle, as_int(options.ring_octets));
  pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
  // Not immediate mode, which would give up TPACKET_V3: a block is handed over when it is full or
  // when this time has passed. 0 would mean "only when full".
  pcap_set_timeout(handle, std::max(1, as_int(static_cast<std::size_t>(options.wait.count()))));
}

Result<Handle, OpenError> activate(const LiveOptions& options) {
  std::array<char, PCAP_ERRBUF_SIZE> trouble{};
  Handle handle(pcap_create(options.interface.c_str(), trouble.data()));
  if (!handle) return Failure{OpenError{OpenError::Kind::io, trouble.data()}};
  configure(handle.get(), options);
  // Above 0 are warnings, such as a device without promiscuous mode ("any").
  if (const int status = pcap_activate(handle.get()); status < 0) {
    return Failure{explain(status, handle.get(), options.interface)};
  }
  if (pcap_setnonblock(handle.get(), 1, trouble.data()) != 0) {
    return Failure{OpenError{OpenError::Kind::io, trouble.data()}};
  }
  return handle;
}

class PcapLiveSource final : public LiveSource {
 public:
  PcapLiveSource(LiveOptions options, std::uint16_t index, Handle handle, WorkerSeat seat,
                 std::shared_ptr<Fanout> fanout)
      : options_(std::move(options)), index_(index), seat_(seat), fanout_(std::move(fanout)) {
    load_shunt(handle.get());
    take(std::move(handle));
  }
  ~PcapLiveSource() override { leave(); }

  // Nothing, or why the kernel does not share packets among workers.
  std::optional<OpenError> join() {
    if (!fanout_) return std::nullopt;
    auto member = fanout_->join(pcap_fileno(handle_.get()), link_ == kEthernet);
    if (!member) {
      return OpenError{OpenError::Kind::io,
                       "interface '" + options_.interface + "': " + member.error()};
    }
    member_ = *member;
    begin(std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()));
    return std::nullopt;
  }
  void begin(Instant from) override { from_ = from; }

  ReadStatus read(PacketHandler& handler) override {
    if (!handle_) return ReadStatus::gone;
    Turn turn{*this, handler};
    const int shown = pcap_dispatch(handle_.get(), kBatch, &PcapLiveSource::on_packet,
                                    reinterpret_cast<u_char*>(&turn));
    if (shown > 0) return ReadStatus::packets;
    if (shown == 0) return ReadStatus::idle;
    damage_ = "interface '" + options_.interface + "': " + pcap_geterr(handle_.get());
    close();
    return ReadStatus::gone;
  }

  std::optional<OpenError> reopen() override {
    if (handle_) close();
    auto handle = activate(options_);
    if (!handle) return handle.error();
    take(std::move(*handle));
    if (auto trouble = join()) {
      close();
      return trouble;
    }
    damage_.clear();
    return std::nullopt;
  }

  // A packet socket follows the interface through a change of its name, and an operator means the
  // name. "any" has no index, before and after.
  bool notice_replaced() override {
    const std::optional<unsigned> index = index_of(options_.interface);
    if (!handle_ || !index || index == index_of_name_) return false;
    if (!index_of_name_) {
      index_of_name_ = index;
      return false;
    }
    damage_ =
        "interface '" + options_.interface +
        (*index == 0 ? "': it has another name now" : "': the name is another interface's now");
    close();
    return true;
  }

  [[nodiscard]] KernelFilter filter() const override { return filter_; }
  [[nodiscard]] std::string filter_lacks() const override {
    const std::lock_guard lock(lacks_mutex_);
    return filter_lacks_;
  }
  [[nodiscard]] bool shunt_is_pinned() const override { return shunt_is_pinned_; }
  [[nodiscard]] FlowShunt* shunt() override { return shunt_.get(); }
  [[nodiscard]] ShuntCounts shunted() const override {
    return shunt_ ? shunt_->counts() : ShuntCounts{};
  }
  [[nodiscard]] WorkerSeat seat() const override { return seat_; }
  [[nodiscard]] std::string_view damage() const override { return damage_; }
  [[nodiscard]] std::string_view name() const override { return options_.interface; }
  [[nodiscard]] int descriptor() const override {
    return handle_ ? pcap_get_selectable_fd(handle_.get()) : -1;
  }
  [[nodiscard]] SourceStatistics statistics() override {
    count_drops();
    return {frames_, kernel_drops_, interface_drops_};
  }

 private:
  struct Turn {
    PcapLiveSource& source;
    PacketHandler& handler;
  };

  // Called by libpcap, which is C: a handler that throws would leave the ring half read, so none
  // may (packet path: no exceptions).
  static void on_packet(u_char* user, const pcap_pkthdr* header, const u_char* octets) noexcept {
    const Turn& turn = *reinterpret_cast<Turn*>(user);
    PcapLiveSource& self = turn.source;
    // With nanosecond precision tv_usec holds nanoseconds.
    const Instant time{std::chrono::seconds(header->ts.tv_sec) +
                       std::chrono::nanoseconds(header->ts.tv_usec)};
    if (self.came_before(time)) return;
    const Packet packet{
        Bytes(octets, header->caplen), header->len, self.link_, time, ++self.frames_, self.index_};
    if (self.shunt_) self.shunt_->show(packet.time);
    turn.handler.on_packets({&packet, 1});
  }

  // Before the source began. Of later ones none is asked any more: a clock that is set back must
  // not hide them.
  bool came_before(Instant time) {
    if (from_ == kBeginning) return false;
    if (time < from_ && from_ - time < kOpening) return true;
    from_ = kBeginning;
    return false;
  }

  void take(Handle handle) {
    handle_ = std::move(handle);
    seen_ = {};
    index_of_name_ = index_of(options_.interface);
    link_ = registered_link_type(static_cast<std::uint32_t>(pcap_datalink(handle_.get())));
    filter_ = set_filter(pcap_fileno(handle_.get()));
  }

  // Once: what an interface that comes back needs of it no privilege is asked for.
  void load_shunt(pcap_t* handle) {
    const bool wanted = options_.filter == FilterChoice::automatic && options_.shunt_flows != 0;
    if (!wanted || pcap_datalink(handle) != DLT_EN10MB) return;
    if (adopt_pinned_shunt()) return;
    auto loaded = Shunt::load(options_.shunt_flows);
    if (loaded) {
      shunt_ = std::move(loaded).value();
    } else {
      const std::string before = filter_lacks();
      lacks(before + (before.empty() ? "" : "; ") + std::move(loaded).error());
    }
  }

  // False with a word why, if one is pinned and is of no use.
  bool adopt_pinned_shunt() {
    const std::size_t flows = options_.shunt_flows;
    auto opened = open_pinned_shunt({options_.interface, seat_.number, kShuntPins}, flows);
    std::string why = opened ? std::string() : opened.error();
    if (opened) {
      auto adopted = Shunt::adopt(std::move(opened).value(), flows);
      shunt_is_pinned_ = static_cast<bool>(adopted);
      if (adopted) {
        shunt_ = std::move(adopted).value();
      } else {
        why = std::move(adopted).error();
      }
    }
    if (!why.empty()) lacks("no pinned shunt, " + why);
    return shunt_is_pinned_;
  }

  // Not by way of libpcap, which would do it once more for what lies in the ring already.
  KernelFilter set_filter(int socket) {
    if (options_.filter == FilterChoice::none || link_ != kEthernet) return KernelFilter::none;
    if (shunt_ && shunt_->attach(socket)) return KernelFilter::shunt;
    if (shunt_) lacks(std::string("no shunt, it is not attached: ") + std::strerror(errno));
    return attach_classic_filter(socket) ? KernelFilter::classic : KernelFilter::none;
  }

  // Also when an interface comes back, while the control thread asks.
  void lacks(std::string what) {
    const std::lock_guard lock(lacks_mutex_);
    filter_lacks_ = std::move(what);
  }

  void close() {
    count_drops();
    leave();
    handle_.reset();
  }

  void leave() {
    if (const auto member = std::exchange(member_, std::nullopt)) fanout_->leave(*member);
  }

  // libpcap counts in 32 bits, which a busy link wraps, and anew for each handle: differences are
  // added up.
  void count_drops() {
    pcap_stat now{};
    if (!handle_ || pcap_stats(handle_.get(), &now) != 0) return;
    kernel_drops_ += static_cast<std::uint32_t>(now.ps_drop - seen_.ps_drop);
    // The interface's own are each socket's alike: one worker counts them.
    if (seat_.number == 0) {
      interface_drops_ += static_cast<std::uint32_t>(now.ps_ifdrop - seen_.ps_ifdrop);
    }
    seen_ = now;
  }

  LiveOptions options_;
  std::uint16_t index_;
  WorkerSeat seat_;
  std::shared_ptr<Fanout> fanout_;
  std::optional<Fanout::Member> member_;
  Instant from_ = kBeginning;
  Handle handle_;
  std::optional<unsigned> index_of_name_;  // the kernel's, when it was opened
  LinkType link_{};
  std::unique_ptr<Shunt> shunt_;
  bool shunt_is_pinned_ = false;
  KernelFilter filter_ = KernelFilter::none;
  mutable std::mutex lacks_mutex_;
  std::string filter_lacks_;
  std::uint64_t frames_ = 0;
  pcap_stat seen_{};
  std::uint64_t kernel_drops_ = 0;
  std::uint64_t interface_drops_ = 0;
  std::string damage_;
};

}  // namespace

Result<std::unique_ptr<LiveSource>, OpenError> open_live(const LiveOptions& options,
                                                         std::uint16_t index, WorkerSeat seat,
                                                         std::shared_ptr<Fanout> fanout) {
  auto handle = activate(options);
  if (!handle) return Failure{handle.error()};
  auto source =
      std::make_unique<PcapLiveSource>(options, index, std::move(*handle), seat, std::move(fanout));
  if (auto trouble = source->join()) return Failure{std::move(*trouble)};
  return std::unique_ptr<LiveSource>(std::move(source));
}

}  // namespace cutoffd::source
