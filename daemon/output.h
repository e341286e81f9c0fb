// Standard output, written in large pieces: a line costs a memory copy, not a system call.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cutoffd {

class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  ~Output() { flush(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Append whole lines here, then call written().
  std::string& buffer() { return buffer_; }
  void written() {
    if (buffer_.size() >= kPiece) flush();
  }
  void flush();
  // A write failed (a full disk, a closed pipe): nothing more is written.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  static constexpr std::size_t kPiece = std::size_t{64} << 10;

  int descriptor_;
  std::string buffer_;
  bool failed_ = false;
};

}  // namespace cutoffd
