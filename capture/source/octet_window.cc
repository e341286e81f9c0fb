#include "capture/source/octet_window.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace cutoffd::source {

OctetWindow::OctetWindow(std::unique_ptr<OctetStream> stream)
    : stream_(std::move(stream)),
      memory_(static_cast<std::uint8_t*>(std::aligned_alloc(4096, kSize))) {
  if (!memory_) throw std::bad_alloc();
}

void OctetWindow::drop(std::uint64_t count) {
  const std::uint64_t here = std::min<std::uint64_t>(count, end_ - begin_);
  begin_ += static_cast<std::size_t>(here);
  owed_ += count - here;
}

OctetStream::State OctetWindow::more() {
  make_room();
  const auto taken = stream_->read({memory_.get() + end_, kSize - end_});
  if (taken.state != OctetStream::State::octets) return taken.state;
  end_ += taken.count;
  arrived_ += taken.count;
  drop(std::exchange(owed_, 0));
  return taken.state;
}

// Blocks land at one place, so that they stay in the cache; what is left over moves before it. A
// pipe gives less than a block at a time: then the rest of the block's place is used up first.
void OctetWindow::make_room() {
  const std::size_t left = end_ - begin_;
  if (left > 0 && kSize - end_ >= kBlock / 2) return;
  std::memmove(memory_.get() + kLongestRecord - left, memory_.get() + begin_, left);
  begin_ = kLongestRecord - left;
  end_ = kLongestRecord;
}

}  // namespace cutoffd::source
