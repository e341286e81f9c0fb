#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <optional>
#include <utility>

#include <zlib.h>

#include "capture/source/octet_stream.h"

namespace cutoffd::source {
namespace {

using State = OctetStream::State;

// ID1, ID2 and CM: deflate is the only method that there is (RFC 1952 section 2.3.1).
constexpr std::array<std::uint8_t, 3> kGzip{0x1f, 0x8b, 8};
constexpr std::size_t kInput = std::size_t{64} << 10;

class DecompressedStream final : public OctetStream {
 public:
  explicit DecompressedStream(std::unique_ptr<OctetStream> below)
      : below_(std::move(below)), input_(kInput) {}
  ~DecompressedStream() override {
    if (mode_ == Mode::gzip) inflateEnd(&zlib_);
  }

  Taken read(std::span<std::uint8_t> into) override {
    if (mode_ == Mode::unknown) {
      if (const State state = look(); state != State::octets) return {state};
    }
    return mode_ == Mode::gzip ? read_gzip(into) : read_plain(into);
  }
  [[nodiscard]] std::string_view trouble() const override {
    return trouble_.empty() ? below_->trouble() : trouble_;
  }
  [[nodiscard]] std::string_view unit() const override {
    return mode_ == Mode::gzip ? "decompressed octet" : "octet";
  }
  [[nodiscard]] std::uint64_t consumed() const override { return below_->consumed(); }
  [[nodiscard]] std::uint64_t total() const override { return below_->total(); }

 private:
  enum class Mode : std::uint8_t { unknown, plain, gzip };

  // Decides by the first octets, which a pipe may hand over one by one.
  State look() {
    while (waiting_ < kGzip.size()) {
      const Taken taken = below_->read(std::span(input_).subspan(waiting_));
      if (taken.state == State::end) break;
      if (taken.state != State::octets) return taken.state;
      waiting_ += taken.count;
    }
    if (waiting_ < kGzip.size() || !std::equal(kGzip.begin(), kGzip.end(), input_.begin())) {
      mode_ = Mode::plain;
      return State::octets;
    }
    // 15: the largest window; + 16: expect gzip's header and trailer.
    if (inflateInit2(&zlib_, 15 + 16) != Z_OK) throw std::bad_alloc();
    zlib_.next_in = input_.data();
    zlib_.avail_in = static_cast<uInt>(waiting_);
    mode_ = Mode::gzip;
    return State::octets;
  }

  Taken read_plain(std::span<std::uint8_t> into) {
    if (given_ == waiting_) return below_->read(into);
    const std::size_t count = std::min(into.size(), waiting_ - given_);
    std::memcpy(into.data(), input_.data() + given_, count);
    given_ += count;
    return {State::octets, count};
  }

  Taken read_gzip(std::span<std::uint8_t> into) {
    // zlib counts in 32 bits.
    const auto room = static_cast<uInt>(std::min<std::size_t>(into.size(), 1U << 30));
    zlib_.next_out = into.data();
    zlib_.avail_out = room;
    State state = State::octets;
    while (zlib_.avail_out == room && state == State::octets) state = step();
    // What was decompressed before the trouble is good; the next call meets the trouble again.
    const std::size_t got = room - zlib_.avail_out;
    return got > 0 ? Taken{State::octets, got} : Taken{state};
  }

  State step() {
    if (finished_) return *finished_;
    if (zlib_.avail_in == 0) {
      const Taken taken = below_->read(input_);
      if (taken.state == State::end) {
        return between_members_ ? finish(State::end, {})
                                : finish(State::failed, "the gzip data ends early");
      }
      if (taken.state != State::octets) return taken.state;
      zlib_.next_in = input_.data();
      zlib_.avail_in = static_cast<uInt>(taken.count);
    }
    return between_members_ ? begin_member() : inflate_some();
  }

  State inflate_some() {
    switch (inflate(&zlib_, Z_NO_FLUSH)) {
      case Z_STREAM_END:
        between_members_ = true;
        return State::octets;
      case Z_OK:
      case Z_BUF_ERROR:
        return State::octets;
      default:
        return finish(State::failed, "the gzip data is corrupt");
    }
  }

  // Another member, or the zeros that tapes and some writers pad with. Anything else was not
  // written by gzip.
  State begin_member() {
    while (zlib_.avail_in > 0 && *zlib_.next_in == 0) {
      ++zlib_.next_in;
      --zlib_.avail_in;
      padded_ = true;
    }
    if (zlib_.avail_in == 0) return State::octets;
    if (padded_ || *zlib_.next_in != kGzip[0] || inflateReset(&zlib_) != Z_OK) {
      return finish(State::failed, "something else follows the gzip data");
    }
    between_members_ = false;
    return State::octets;
  }

  State finish(State state, std::string_view trouble) {
    trouble_ = trouble;
    finished_ = state;
    return state;
  }

  std::unique_ptr<OctetStream> below_;
  Mode mode_ = Mode::unknown;
  std::vector<std::uint8_t> input_;  // compressed; or, while looking, the first octets of any file
  std::size_t waiting_ = 0;          // first octets in input_, and those of them
  std::size_t given_ = 0;            // that were given on
  z_stream zlib_{};
  bool between_members_ = false;
  bool padded_ = false;
  std::optional<State> finished_;
  std::string_view trouble_;
};

}  // namespace

std::unique_ptr<OctetStream> decompressed(std::unique_ptr<OctetStream> below) {
  return std::make_unique<DecompressedStream>(std::move(below));
}

}  // namespace cutoffd::source
