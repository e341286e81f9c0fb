// A schedule of operations drawn from the input, done to an assembler with little room and to a
// model so plain that it cannot share the assembler's mistakes: a map from offset to octet.
//
// After each step every question about the head in hand has the model's answer, the bounds hold,
// and a head is gone only if its owner was told, with a reason that is true.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "capture/track/assembler.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::track;

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::size_t kHeads = 5;
constexpr std::size_t kPlaces = 6;  // one more than there are heads
constexpr std::size_t kOctets = 6 * 1024;
constexpr std::size_t kOctetsPerHead = 3000;
// A block holds 256 octets and knows which of them it has (assembler.h): it is not smaller.
constexpr std::size_t kMostBlocks = kOctets / 256;

struct Model {
  SlotId head = kNoSlot;
  std::uint64_t start = 0;
  std::int64_t opened = 0;
  std::map<std::uint64_t, std::uint8_t> octets;
  std::set<std::uint64_t> blocks;  // numbers of those that hold any

  // A head that holds so little is not given up for a piece too far ahead.
  [[nodiscard]] bool holds_little() const { return blocks.size() * 256 < kOctetsPerHead / 4; }
};

class Schedule final : private HeadOwner {
 public:
  void run(Cursor in);

 private:
  void on_head_given_up(SlotId head, std::uint32_t owner, GivenUp reason) override;

  void open(std::size_t place, std::uint64_t start);
  void add(std::size_t place, Cursor& in);
  void move(std::size_t place, std::size_t by);
  void expire(std::uint8_t age);
  void compare(const Model& model, std::uint64_t offset);

  Assembler assembler_{{kHeads, kOctets, kOctetsPerHead}, *this};
  std::array<Model, kPlaces> models_;
  std::int64_t now_ = 1'000;
  std::size_t adding_to_ = kPlaces;  // the place that is being added to
  bool too_large_ = false;           // what is being added lies beyond the bound of a head
  bool opening_ = false;
  std::int64_t expired_ = 0;
};

void Schedule::on_head_given_up(SlotId head, std::uint32_t owner, GivenUp reason) {
  require(owner < kPlaces && models_[owner].head == head);
  switch (reason) {
    case GivenUp::size:
      require(owner == adding_to_ && too_large_ && !models_[owner].holds_little());
      break;
    case GivenUp::gap:
      require(models_[owner].opened < expired_);
      break;
    case GivenUp::room:
      require(opening_ || adding_to_ != kPlaces);
      break;
  }
  models_[owner] = {};
}

void Schedule::open(std::size_t place, std::uint64_t start) {
  Model& model = models_[place];
  if (model.head != kNoSlot) assembler_.close(model.head);
  model = {};
  opening_ = true;
  model.head = assembler_.open(static_cast<std::uint32_t>(place), instant_from_ns(now_), start);
  opening_ = false;
  model.start = start;
  model.opened = now_;
}

void Schedule::add(std::size_t place, Cursor& in) {
  Model& model = models_[place];
  const std::uint64_t offset = in.u16() % 4096 + (model.start > 4096 ? model.start - 2048 : 0);
  const std::size_t size = std::size_t{in.u8()} * 6 + 1;
  const std::uint8_t salt = in.u8() & 3;  // octets differ from those of another salt
  std::vector<std::uint8_t> octets(size);
  for (std::size_t i = 0; i < size; ++i) {
    octets[i] = static_cast<std::uint8_t>((offset + i) * 7 + salt);
  }
  adding_to_ = place;
  too_large_ = offset + size > model.start + kOctetsPerHead;
  const bool refused = too_large_ && model.holds_little();
  // A head that is given up takes its model with it.
  const Assembler::Added added = assembler_.add(model.head, offset, octets);
  adding_to_ = kPlaces;
  require(added.kept == (model.head != kNoSlot && !refused));
  require(!refused || model.head != kNoSlot);
  require(!too_large_ || !added.kept);
  if (!added.kept) return;
  bool conflict = false;
  std::size_t fresh = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (offset + i < model.start) continue;
    model.blocks.insert((offset + i) / 256);
    const auto [at, is_new] = model.octets.emplace(offset + i, octets[i]);
    fresh += is_new ? 1U : 0U;
    conflict = conflict || at->second != octets[i];
  }
  require(added.conflict == conflict && added.fresh == fresh);
  compare(model, offset);
}

void Schedule::move(std::size_t place, std::size_t by) {
  Model& model = models_[place];
  model.start += by;
  assembler_.move_start(model.head, model.start);
  model.octets.erase(model.octets.begin(), model.octets.lower_bound(model.start));
  model.blocks.erase(model.blocks.begin(), model.blocks.lower_bound(model.start / 256));
  compare(model, model.start);
}

void Schedule::expire(std::uint8_t age) {
  expired_ = now_ - age;
  assembler_.expire(instant_from_ns(expired_));
  for (const Model& model : models_) require(model.head == kNoSlot || model.opened >= expired_);
}

void Schedule::compare(const Model& model, std::uint64_t offset) {
  offset = std::max(offset, model.start);
  const auto next = model.octets.lower_bound(offset);
  const auto expected_next =
      next == model.octets.end() ? std::nullopt : std::optional<std::uint64_t>(next->first);
  require(assembler_.next_from(model.head, offset) == expected_next);
  std::size_t run = 0;
  for (auto at = next; at != model.octets.end() && at->first == offset + run; ++at) ++run;
  require(assembler_.run_from(model.head, offset) == run);
  const Bytes read = assembler_.read(model.head, offset, run);
  require(read.size() == run);
  auto at = next;
  for (std::size_t i = 0; i < run; ++i, ++at) require(read[i] == at->second);
  if (run == 0) return;
  std::uint64_t begin = offset;
  while (begin > model.start && model.octets.count(begin - 1) != 0) --begin;
  require(assembler_.run_begin(model.head, offset) == begin);
}

void Schedule::run(Cursor in) {
  while (in.left() > 0) {
    const std::uint8_t what = in.u8();
    const std::size_t index = what / 16 % kPlaces;
    Model& model = models_[index];
    ++now_;
    if (model.head == kNoSlot) {
      open(index, what % 16 == 14 ? std::uint64_t{in.u16()} << 8 : 0);
    } else if (what % 16 < 10) {
      add(index, in);
    } else if (what % 16 < 13) {
      move(index, std::size_t{in.u8()} * 4);
    } else if (what % 16 == 13) {
      expire(in.u8());
    } else {
      assembler_.close(model.head);
      model = {};
    }
    const auto taken = static_cast<std::size_t>(std::count_if(
        models_.begin(), models_.end(), [](const Model& m) { return m.head != kNoSlot; }));
    require(assembler_.heads() == taken && assembler_.blocks() <= kMostBlocks);
  }
  for (const Model& model : models_) {
    if (model.head != kNoSlot) assembler_.close(model.head);
  }
  require(assembler_.heads() == 0 && assembler_.blocks() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Schedule().run(Cursor(Bytes(data, size)));
  return 0;
}
