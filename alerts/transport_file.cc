// The file is reopened when its path leads elsewhere (logrotate renamed it), which is asked before
// each line, and whenever the sink is renewed (SIGHUP). A line is whole or not there: what a full
// disk cut short is taken back, and a line that a crash cut short is ended before the next.
#include "alerts/transport_file.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/telling.h"

namespace cutoffd::alerts {
namespace {

constexpr mode_t kMode = 0640;

class FileTransport final : public TellingTransport {
 public:
  FileTransport(boost::asio::io_context& io, const SinkOptions& options, TransportEvents& events)
      : TellingTransport(io, events), path_(options.path) {}
  ~FileTransport() override { FileTransport::let_go(); }

  void open() override {
    later([this] {
      if (!listening()) return;
      if (!open_file()) return fail(path_, last_error());
      tell_open();
    });
  }

  void send(const Message& message) override {
    line_.assign(message.bytes);
    line_ += '\n';
    later([this, sequence = message.alert.sequence] {
      if (!listening()) return;
      if (!is_still_there() && !open_file()) return fail(path_, last_error());
      if (!append_line()) return fail(path_, last_error());
      tell_acknowledged(sequence);
      tell_sent();
    });
  }

 private:
  static boost::system::error_code last_error() {
    return {errno, boost::system::system_category()};
  }

  void let_go() override {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

  bool open_file() {
    let_go();
    // O_NONBLOCK for a FIFO without a reader: an error, not a standstill.
    descriptor_ =
        ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, kMode);
    if (descriptor_ < 0 && errno == EACCES) {
      descriptor_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK);
    }
    return descriptor_ >= 0 && end_cut_line();
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

  std::string path_;
  int descriptor_ = -1;
  std::string line_;
};

}  // namespace

std::shared_ptr<Transport> make_file_transport(boost::asio::io_context& io,
                                               const SinkOptions& options,
                                               TransportEvents& events) {
  return std::make_shared<FileTransport>(io, options, events);
}

}  // namespace cutoffd::alerts
