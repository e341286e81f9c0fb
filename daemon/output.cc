#include "daemon/output.h"

#include <cerrno>

#include <unistd.h>

namespace cutoffd {

void Output::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && !failed_) {
    const ssize_t n = write(descriptor_, rest.data(), rest.size());
    if (n >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      failed_ = true;
    }
  }
  buffer_.clear();
}

}  // namespace cutoffd
