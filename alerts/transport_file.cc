// The file is reopened when its path leads elsewhere (logrotate renamed it), which is asked before
// each line, and whenever the sink is renewed (SIGHUP). A line is whole or not there: what a full
// disk cut short is taken back, and a line that a crash cut short is ended before the next.
//
// A path may also lead to a pipe (FIFO) or a device, which takes back nothing. Such a one is opened
// to write only: then a pipe without a reader is an error, not a place where lines vanish. A pipe
// takes PIPE_BUF octets in one piece or not at all (POSIX, write()); a longer line waits until it
// is empty, so that it too goes in one piece wherever the pipe can hold it, and being closed and
// opened anew (SIGHUP) finds no half of a line in it. What is written counts as arrived: what a
// reader leaves unread when it goes is lost with it.
#include "alerts/transport_file.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <fcntl.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/telling.h"

namespace cutoffd::alerts {
namespace {

constexpr mode_t kMode = 0640;
constexpr std::chrono::milliseconds kLookForRoom{20};

// A pipe whose reader has gone must be an error of the write, not the end of the program.
class WithoutPipeSignal {
 public:
  WithoutPipeSignal() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &before_);
  }
  // Leaves errno to whoever wrote.
  ~WithoutPipeSignal() {
    const int kept = errno;
    sigaction(SIGPIPE, &before_, nullptr);
    errno = kept;
  }
  WithoutPipeSignal(const WithoutPipeSignal&) = delete;
  WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

 private:
  struct sigaction before_ {};
};

class FileTransport final : public TellingTransport {
 public:
  FileTransport(boost::asio::io_context& io, const SinkOptions& options, TransportEvents& events)
      : TellingTransport(io, events), path_(options.path), timer_(io) {}
  ~FileTransport() override { close_file(); }

  void open() override {
    later([this] {
      if (!listening()) return;
      if (!open_file()) return fail_with_reason();
      tell_open();
    });
  }

  void send(const Message& message) override {
    line_.assign(message.bytes);
    line_ += '\n';
    sequence_ = message.alert.sequence;
    begun_ = false;
    later([this] { deliver(); });
  }

 private:
  void fail_with_reason() {
    const int reason = errno;
    if (kind_ == S_IFIFO && (reason == ENXIO || reason == EPIPE)) {
      return fail(path_ + ": nobody reads from this pipe");
    }
    fail(path_, {reason, boost::system::system_category()});
  }

  void let_go() override {
    timer_.cancel();
    close_file();
  }

  void close_file() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

  void deliver() {
    if (!listening()) return;
    if (!begun_ && !is_still_there() && !open_file()) return fail_with_reason();
    if (!(kind_ == S_IFREG ? append_line() : put_line())) {
      if (kind_ != S_IFREG && errno == EAGAIN) return look_for_room();
      return fail_with_reason();
    }
    tell_acknowledged(sequence_);
    tell_sent();
  }

  void look_for_room() {
    timer_.expires_after(kLookForRoom);
    timer_.async_wait([this, self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) deliver();
    });
  }

  // What is there decides how it is opened; what was opened has to be that (it may be exchanged
  // between the two).
  bool open_file() {
    close_file();
    struct stat there {};
    kind_ = ::stat(path_.c_str(), &there) == 0 ? there.st_mode & S_IFMT : S_IFREG;
    constexpr int always = O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    if (kind_ == S_IFREG) {
      descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | always, kMode);
    }
    if (kind_ != S_IFREG || (descriptor_ < 0 && errno == EACCES)) {
      descriptor_ = ::open(path_.c_str(), O_WRONLY | always);
    }
    if (descriptor_ < 0 || ::fstat(descriptor_, &there) != 0) return false;
    if ((there.st_mode & S_IFMT) == kind_) return kind_ != S_IFREG || end_cut_line();
    close_file();
    errno = EAGAIN;
    return false;
  }

  bool end_cut_line() {
    char last = '\n';
    const off_t size = ::lseek(descriptor_, 0, SEEK_END);
    if (size > 0 && ::pread(descriptor_, &last, 1, size - 1) != 1) return true;
    return last == '\n' || ::write(descriptor_, "\n", 1) == 1;
  }

  [[nodiscard]] bool is_still_there() const {
    struct stat at_path {};
    struct stat at_descriptor {};
    return ::stat(path_.c_str(), &at_path) == 0 && ::fstat(descriptor_, &at_descriptor) == 0 &&
           at_path.st_ino == at_descriptor.st_ino && at_path.st_dev == at_descriptor.st_dev;
  }

  bool append_line() {
    struct stat before {};
    const bool known = ::fstat(descriptor_, &before) == 0 && S_ISREG(before.st_mode);
    const ssize_t written = ::write(descriptor_, line_.data(), line_.size());
    if (written == static_cast<ssize_t>(line_.size())) return true;
    const int reason = written < 0 ? errno : ENOSPC;
    if (written > 0 && known && ::ftruncate(descriptor_, before.st_size) != 0) {
      // The next open ends the cut line instead.
      errno = reason;
      return false;
    }
    errno = reason;
    return false;
  }

  // Into what is no file: false with EAGAIN where (the rest of) the line has to wait.
  bool put_line() {
    const WithoutPipeSignal without;
    while (!line_.empty()) {
      errno = EAGAIN;
      if (kind_ == S_IFIFO && !begun_ && line_.size() > PIPE_BUF && !is_empty()) return false;
      const ssize_t written = ::write(descriptor_, line_.data(), line_.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      begun_ = true;
      line_.erase(0, static_cast<std::size_t>(written));
    }
    return true;
  }

  // A pipe that does not say counts as empty: the write says more.
  [[nodiscard]] bool is_empty() const {
    int octets = 0;
    return ::ioctl(descriptor_, FIONREAD, &octets) != 0 || octets == 0;
  }

  std::string path_;
  boost::asio::steady_timer timer_;
  int descriptor_ = -1;
  mode_t kind_ = S_IFREG;  // of what the path leads to (inode(7)); S_IFREG: also of nothing yet
  std::uint64_t sequence_ = 0;
  std::string line_;
  bool begun_ = false;  // a part of it is written
};

}  // namespace

std::shared_ptr<Transport> make_file_transport(boost::asio::io_context& io,
                                               const SinkOptions& options,
                                               TransportEvents& events) {
  return std::make_shared<FileTransport>(io, options, events);
}

}  // namespace cutoffd::alerts
