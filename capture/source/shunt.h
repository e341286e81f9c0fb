// The middle of finished flows stays in the kernel: an eBPF socket filter
// (capture/source/shunt.bpf.c) and its tables.
//
// The tables are arrays that the kernel and this process map alike: to declare a flow finished is
// to write 40 octets into memory. So no system call is made, and no privilege needed, after the
// program was loaded; bpf(2) stays deadly to the running daemon. (A hash map of the kernel's would
// take a call for each flow, which since Linux 5.16 Debian refuses without CAP_BPF.) Nor is
// anything evicted: the table has the tracker's buckets and places, and a flow has its place in
// both for as long as the tracker remembers it.
//
// A SYN on a flow's ports ends it in the kernel at once, and so does payload of a direction that is
// still read. As one may have passed while packets from before it still wait in the ring, a flow is
// not declared finished by a packet that came before the last SYN of its bucket; nor one direction
// of it by one that came before the last payload of the other.
//
// Memory: 56 octets a flow. Threads: one owner; counts() also from others. Linux 5.8 and later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "capture/source/kernel_filter.h"
#include "capture/source/shunt_program.h"
#include "core/flow_shunt.h"
#include "core/result.h"
#include "core/time.h"

struct shunt_bucket;
struct shunt_control;
struct shunt_counts;

namespace cutoffd::source {

// What the kernel counted for the program, where it does (sysctl kernel.bpf_stats_enabled=1).
struct ProgramTime {
  std::uint64_t nanoseconds = 0;
  std::uint64_t runs = 0;
};

// In a table for so many flows, rounded up to a power of two.
std::size_t shunt_buckets_for(std::size_t flows);

class Shunt final : public FlowShunt {
 public:
  // For as many flows as the tracker has. What is refused is one sentence: a build or kernel
  // without, or no permission (CAP_BPF).
  static Result<std::unique_ptr<Shunt>, std::string> load(std::size_t flows);
  // One that was pinned (capture/source/shunt_pins.h), emptied of what its last reader left.
  static Result<std::unique_ptr<Shunt>, std::string> adopt(LoadedShunt pinned, std::size_t flows);
  ~Shunt() override;

  // In the place of whatever filter the socket has. False where the kernel refuses.
  bool attach(int socket);
  // The time of the packet that is shown from now on, by the kernel's clock.
  void show(Instant time) { shown_ = time; }
  [[nodiscard]] ShuntCounts counts() const;
  // For measurements: by bpf(2), which the running daemon may not call.
  [[nodiscard]] ProgramTime time() const;

  void begin(const Table& table) override;
  void finished(std::uint32_t place, std::uint64_t tag, const Finished& what) override;
  std::optional<std::array<Passed, 2>> passed(std::uint32_t place) override;
  bool moved(std::uint32_t place) override;
  void forget(std::uint32_t place) override;

 private:
  class Program;  // what is the library's
  static Result<std::unique_ptr<Shunt>, std::string> map(LoadedShunt loaded, std::size_t flows);
  void clear();
  [[nodiscard]] bool came_after(std::uint64_t moment) const;
  Shunt(std::unique_ptr<Program> program, std::size_t flows);

  struct Known {
    std::uint32_t packets = 0;  // when it was asked last
    bool any = false;           // the flow that has the place was declared finished
  };

  std::unique_ptr<Program> program_;
  shunt_control* control_ = nullptr;
  shunt_bucket* buckets_ = nullptr;
  shunt_counts* counts_ = nullptr;
  std::vector<Known> known_;
  Instant shown_{};
};

}  // namespace cutoffd::source
