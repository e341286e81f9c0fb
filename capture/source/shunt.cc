#include "capture/source/shunt.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#include "capture/source/shunt_layout.h"
#include "capture/source/shunt_program.h"

namespace cutoffd::source {
namespace {

// How far two clocks of one machine may be apart for a moment: one is being set, slowly.
constexpr Duration kSlew = std::chrono::milliseconds(1);

std::int64_t nanoseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

bool is_behind(const std::array<std::uint32_t, 2>& next, const shunt_flow& flow) {
  const auto side_is = [&](std::size_t side) {
    return flow.span[side] != 0 && static_cast<std::int32_t>(flow.next[side] - next[side]) > 0;
  };
  return side_is(0) || side_is(1);
}

template <typename T>
T get(const T& shared) {
  return __atomic_load_n(&shared, __ATOMIC_RELAXED);
}

}  // namespace

std::size_t shunt_buckets_for(std::size_t flows) {
  constexpr std::size_t kWays = kShuntWays;
  return std::bit_ceil(std::max(flows, kWays)) / kWays;
}

// The tables' memory, and the program that the kernel has.
class Shunt::Program {
 public:
  explicit Program(LoadedShunt loaded) : loaded_(std::move(loaded)) {}
  ~Program() {
    for (const Mapped& one : mapped_) munmap(one.at, one.size);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void* map(int descriptor, std::size_t size) {
    void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (at == MAP_FAILED) return nullptr;
    mapped_.push_back({at, size});
    return at;
  }
  [[nodiscard]] const LoadedShunt& loaded() const { return loaded_; }

 private:
  struct Mapped {
    void* at;
    std::size_t size;
  };
  LoadedShunt loaded_;
  std::vector<Mapped> mapped_;
};

Shunt::Shunt(std::unique_ptr<Program> program, std::size_t flows)
    : program_(std::move(program)), known_(shunt_buckets_for(flows) * kShuntWays) {}

Shunt::~Shunt() = default;

Result<std::unique_ptr<Shunt>, std::string> Shunt::load(std::size_t flows) {
  auto loaded = load_shunt_program(static_cast<std::uint32_t>(shunt_buckets_for(flows)));
  if (!loaded) return Failure{std::move(loaded).error()};
  return map(std::move(loaded).value(), flows);
}

Result<std::unique_ptr<Shunt>, std::string> Shunt::adopt(LoadedShunt pinned, std::size_t flows) {
  auto shunt = map(std::move(pinned), flows);
  if (shunt) (*shunt)->clear();
  return shunt;
}

Result<std::unique_ptr<Shunt>, std::string> Shunt::map(LoadedShunt loaded, std::size_t flows) {
  const std::size_t buckets = shunt_buckets_for(flows);
  auto program = std::make_unique<Program>(std::move(loaded));
  const LoadedShunt& descriptors = program->loaded();
  void* const control = program->map(descriptors.control, sizeof(shunt_control));
  void* const table = program->map(descriptors.buckets, buckets * sizeof(shunt_bucket));
  void* const counts = program->map(descriptors.counts, kShuntCounters * sizeof(shunt_counts));
  if (control == nullptr || table == nullptr || counts == nullptr) {
    return Failure{std::string("the kernel does not share its tables: ") + std::strerror(errno)};
  }
  std::unique_ptr<Shunt> shunt(new Shunt(std::move(program), flows));
  shunt->control_ = static_cast<shunt_control*>(control);
  shunt->buckets_ = static_cast<shunt_bucket*>(table);
  shunt->counts_ = static_cast<shunt_counts*>(counts);
  return shunt;
}

// A daemon that died has left flows here that this one does not know. Its sockets died with it, so
// the program runs for nobody now.
void Shunt::clear() {
  __atomic_store_n(&control_->open, 0U, __ATOMIC_RELEASE);
  std::fill_n(buckets_, known_.size() / kShuntWays, shunt_bucket{});
  std::fill_n(counts_, kShuntCounters, shunt_counts{});
}

bool Shunt::attach(int socket) {
  const int program = program_->loaded().program;
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_BPF, &program, sizeof program) == 0;
}

ShuntCounts Shunt::counts() const {
  ShuntCounts all;
  for (int i = 0; i < kShuntCounters; ++i) {
    all.packets += get(counts_[i].packets);
    all.octets += get(counts_[i].octets);
    all.lost_octets += get(counts_[i].lost);
  }
  return all;
}

ProgramTime Shunt::time() const {
  ProgramTime time;
  read_program_time(program_->loaded().program, time.nanoseconds, time.runs);
  return time;
}

void Shunt::begin(const Table& table) {
  if (table.buckets * kShuntWays != known_.size()) return;  // everything passes
  control_->key0 = table.key0;
  control_->key1 = table.key1;
  control_->mask = table.buckets - 1;
  __atomic_store_n(&control_->open, 1U, __ATOMIC_RELEASE);
}

void Shunt::finished(std::uint32_t place, std::uint64_t tag, const Finished& what) {
  shunt_bucket& bucket = buckets_[place / kShuntWays];
  shunt_flow& flow = bucket.flows[place % kShuntWays];
  __u64& own = bucket.tags[place % kShuntWays];
  const std::uint32_t sides = (what.sides[0] ? 1U : 0U) | (what.sides[1] ? 2U : 0U);
  if (get(own) == tag) {
    __atomic_store_n(&flow.finished, flow.finished | sides, __ATOMIC_RELAXED);
    return;
  }
  if (!came_after(get(bucket.opened))) return;
  for (std::size_t side = 0; side < what.sides.size(); ++side) {
    if (!what.sides[side] && !came_after(get(bucket.spoke[side]))) return;
  }
  Known& known = known_[place];
  // Ended in the kernel by a packet that waits in the ring: its counts are still to be taken over.
  if (known.any && is_behind(what.next, flow)) return;
  const std::array<__u16, 2> missing{flow.missing[0], flow.missing[1]};
  flow = {};
  for (std::size_t side = 0; side < what.next.size(); ++side) {
    flow.next[side] = what.next[side];
    if (known.any) flow.missing[side] = missing[side];  // nobody has told them as lost yet
  }
  flow.finished = sides;
  known = {0, true};
  __atomic_store_n(&own, tag, __ATOMIC_RELEASE);
}

// Did the packet that is shown come after this moment of the kernel's?
bool Shunt::came_after(std::uint64_t moment) const {
  const auto then = static_cast<std::int64_t>(moment);
  const std::int64_t apart = nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_MONOTONIC);
  return then == 0 || ns_since_epoch(shown_ - kSlew) >= then + apart;
}

std::optional<std::array<FlowShunt::Passed, 2>> Shunt::passed(std::uint32_t place) {
  if (!known_[place].any) return std::nullopt;
  const shunt_flow& flow = buckets_[place / kShuntWays].flows[place % kShuntWays];
  std::array<Passed, 2> both{};
  for (std::size_t side = 0; side < both.size(); ++side) {
    both[side] = {get(flow.base[side]), get(flow.next[side]), get(flow.span[side])};
  }
  return both;
}

bool Shunt::moved(std::uint32_t place) {
  if (!known_[place].any) return false;
  const shunt_flow& flow = buckets_[place / kShuntWays].flows[place % kShuntWays];
  const std::uint32_t packets = get(flow.packets);
  return std::exchange(known_[place].packets, packets) != packets;
}

void Shunt::forget(std::uint32_t place) {
  if (!known_[place].any) return;
  known_[place] = {};
  __atomic_store_n(&buckets_[place / kShuntWays].tags[place % kShuntWays], 0U, __ATOMIC_RELEASE);
}

}  // namespace cutoffd::source
