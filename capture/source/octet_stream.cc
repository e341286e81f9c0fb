#include "capture/source/octet_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cutoffd::source {
namespace {

class DescriptorStream final : public OctetStream {
 public:
  explicit DescriptorStream(int descriptor) : descriptor_(descriptor) {
    struct stat status {};
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
      total_ = static_cast<std::uint64_t>(status.st_size);
      // Advice only: whether the kernel takes it changes nothing but speed.
      (void)posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
  }
  ~DescriptorStream() override {
    if (descriptor_ != STDIN_FILENO) close(descriptor_);
  }

  Taken read(std::span<std::uint8_t> into) override {
    const ssize_t got = ::read(descriptor_, into.data(), into.size());
    if (got > 0) {
      consumed_ += static_cast<std::uint64_t>(got);
      return {State::octets, static_cast<std::size_t>(got)};
    }
    if (got == 0) return {State::end};
    if (errno == EAGAIN) wait();  // somebody who shares our standard input made it non-blocking
    if (errno == EINTR || errno == EAGAIN) return {State::interrupted};
    trouble_ = std::generic_category().message(errno);
    return {State::failed};
  }
  [[nodiscard]] std::string_view trouble() const override { return trouble_; }
  [[nodiscard]] std::uint64_t consumed() const override { return consumed_; }
  [[nodiscard]] std::uint64_t total() const override { return total_; }

 private:
  void wait() const {
    pollfd readable{descriptor_, POLLIN, 0};
    (void)poll(&readable, 1, -1);
    errno = EAGAIN;
  }

  int descriptor_;
  std::uint64_t consumed_ = 0;
  std::uint64_t total_ = 0;
  std::string trouble_;
};

class MemoryStream final : public OctetStream {
 public:
  explicit MemoryStream(Bytes octets) : octets_(octets) {}

  Taken read(std::span<std::uint8_t> into) override {
    const Bytes rest = octets_.subspan(consumed_);
    const std::size_t count = std::min(into.size(), rest.size());
    if (count == 0) return {State::end};
    std::memcpy(into.data(), rest.data(), count);
    consumed_ += count;
    return {State::octets, count};
  }
  [[nodiscard]] std::uint64_t consumed() const override { return consumed_; }
  [[nodiscard]] std::uint64_t total() const override { return octets_.size(); }

 private:
  Bytes octets_;
  std::size_t consumed_ = 0;
};

}  // namespace

std::unique_ptr<OctetStream> stream_of_descriptor(int descriptor) {
  return std::make_unique<DescriptorStream>(descriptor);
}

std::unique_ptr<OctetStream> stream_of_memory(Bytes octets) {
  return std::make_unique<MemoryStream>(octets);
}

}  // namespace cutoffd::source
