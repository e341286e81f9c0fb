// Puts together a program of the kernel's classic packet filter (BPF), whose jumps go forward to
// places that are named before they are reached.
//
// Both ends of a conditional jump must be less than 256 steps apart, which the tests have libpcap
// check; go() has no such bound. Threads: one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include <linux/filter.h>

namespace cutoffd::source {

// As the kernel (sock_filter) and libpcap (bpf_insn) have it.
struct FilterStep {
  std::uint16_t code;
  std::uint8_t if_so;   // steps to pass over
  std::uint8_t if_not;  // likewise
  std::uint32_t value;
};

class FilterAssembly {
 public:
  using Place = std::uint8_t;  // below kPlaces; whoever assembles numbers them from 1
  static constexpr Place kNext = 0;
  static constexpr std::size_t kPlaces = 32;

  void here(Place place) { at_[place] = steps_.size(); }
  void add(unsigned code, std::uint32_t value = 0) {
    steps_.push_back({static_cast<std::uint16_t>(code), 0, 0, value});
  }
  void load(unsigned size, std::uint32_t offset) { add(BPF_LD | size | BPF_ABS, offset); }
  void load_behind(unsigned size, std::uint32_t offset) { add(BPF_LD | size | BPF_IND, offset); }
  void mask(std::uint32_t bits) { add(BPF_ALU | BPF_AND | BPF_K, bits); }
  void if_equal(std::uint32_t value, Place so, Place not_so = kNext) {
    jump(BPF_JEQ, value, so, not_so);
  }
  void if_any_of(std::initializer_list<std::uint32_t> values, Place so) {
    for (const std::uint32_t value : values) if_equal(value, so);
  }
  void jump(unsigned condition, std::uint32_t value, Place so, Place not_so) {
    jumps_.push_back({steps_.size(), so, not_so});
    add(BPF_JMP | condition | BPF_K, value);
  }
  // A against X.
  void against_index(unsigned condition, Place so) {
    jumps_.push_back({steps_.size(), so, kNext});
    add(BPF_JMP | condition | BPF_X);
  }
  void go(Place place) {
    jumps_.push_back({steps_.size(), place, place});
    add(BPF_JMP | BPF_JA);
  }
  void answer(std::uint32_t value) { add(BPF_RET | BPF_K, value); }

  std::vector<FilterStep> assembled() {
    for (const Jump& one : jumps_) {
      const auto to = [&](Place place) { return place == kNext ? 0 : at_[place] - one.step - 1; };
      FilterStep& step = steps_[one.step];
      if (step.code == (BPF_JMP | BPF_JA)) {
        step.value = static_cast<std::uint32_t>(to(one.so));
        continue;
      }
      step.if_so = static_cast<std::uint8_t>(to(one.so));
      step.if_not = static_cast<std::uint8_t>(to(one.not_so));
    }
    return std::move(steps_);
  }

 private:
  struct Jump {
    std::size_t step;
    Place so, not_so;
  };
  std::vector<FilterStep> steps_;
  std::vector<Jump> jumps_;
  std::array<std::size_t, kPlaces> at_{};
};

}  // namespace cutoffd::source
