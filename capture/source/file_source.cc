#include "capture/source/file_source.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/source/capture_format.h"
#include "capture/source/foreign_format.h"
#include "capture/source/octet_window.h"

namespace cutoffd::source {
namespace {

class FileSource final : public PacketSource {
 public:
  FileSource(OctetWindow window, std::unique_ptr<CaptureFormat> format, std::string name)
      : window_(std::move(window)), format_(std::move(format)), name_(std::move(name)) {}

  ReadStatus read(PacketHandler& handler) override {
    while (!finished_) {
      const CaptureFormat::Walked walked = format_->walk(window_.octets(), batch_);
      window_.drop(walked.octets);
      if (walked.packets > 0) {
        received_ += walked.packets;
        handler.on_packets(std::span(batch_).first(walked.packets));
        return ReadStatus::packets;
      }
      if (walked.damaged) return damaged_at(window_.position(), format_->fault());
      // No packet is borrowed now: the window may move its octets.
      switch (window_.more()) {
        case OctetStream::State::octets:
          break;
        case OctetStream::State::interrupted:
          return ReadStatus::idle;
        case OctetStream::State::end:
          return at_end();
        case OctetStream::State::failed:
          return damaged_at(window_.arrived(), std::string(window_.stream().trouble()));
      }
    }
    return *finished_;
  }

  [[nodiscard]] std::string_view damage() const override { return damage_; }
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] SourceStatistics statistics() override { return {received_, 0, 0}; }
  [[nodiscard]] std::uint64_t octets_read() const override { return window_.stream().consumed(); }
  [[nodiscard]] std::uint64_t octets_total() const override { return window_.stream().total(); }

 private:
  // Enough that what a handler prefetches for a batch pays, few enough for the first-level cache.
  static constexpr std::size_t kBatch = 256;

  ReadStatus at_end() {
    if (window_.empty()) {
      finished_ = ReadStatus::end;
      return *finished_;
    }
    return damaged("ends in the middle of " + format_->cut_piece(window_.octets()) + " at " +
                   octet(window_.arrived()));
  }
  ReadStatus damaged_at(std::uint64_t position, const std::string& what) {
    return damaged("damaged at " + octet(position) + ": " + what);
  }
  ReadStatus damaged(const std::string& what) {
    damage_ = name_ + ": " + what;
    finished_ = ReadStatus::damaged;
    return *finished_;
  }
  [[nodiscard]] std::string octet(std::uint64_t position) const {
    return std::string(window_.stream().unit()) + " " + std::to_string(position);
  }

  OctetWindow window_;
  std::unique_ptr<CaptureFormat> format_;
  std::string name_;
  std::array<Packet, kBatch> batch_;
  std::optional<ReadStatus> finished_;
  std::string damage_;
  std::uint64_t received_ = 0;
};

Failure<OpenError> failure(OpenError::Kind kind, std::string message) {
  return Failure{OpenError{kind, std::move(message)}};
}

// Why a file of which these octets are all, or the beginning, is not read.
Failure<OpenError> refusal(Bytes first, const std::string& name) {
  using Kind = OpenError::Kind;
  if (first.empty()) return failure(Kind::not_a_capture, name + ": is empty");
  if (const auto says = foreign_format(first)) {
    return failure(Kind::unsupported, name + ": " + std::string(*says));
  }
  if (first.size() < kFormatHead) {
    return failure(Kind::not_a_capture, name + ": is no capture file, or is cut after " +
                                            std::to_string(first.size()) +
                                            " octets, within its header");
  }
  return failure(Kind::not_a_capture, name + ": is not a pcap or pcapng capture file");
}

Failure<OpenError> system_refusal(int error, const std::string& name) {
  using Kind = OpenError::Kind;
  const Kind kind = error == ENOENT || error == ENOTDIR ? Kind::not_found
                    : error == EACCES || error == EPERM ? Kind::no_permission
                                                        : Kind::io;
  std::string message = name + ": " + std::generic_category().message(error);
  if (kind == Kind::no_permission) message += "; make it readable, or read it as its owner";
  return failure(kind, std::move(message));
}

}  // namespace

Result<std::unique_ptr<PacketSource>, OpenError> open_stream(std::unique_ptr<OctetStream> octets,
                                                             std::string name,
                                                             std::uint16_t index) {
  OctetWindow window(decompressed(std::move(octets)));
  while (window.octets().size() < kFormatHead) {
    const OctetStream::State state = window.more();
    if (state == OctetStream::State::end) break;
    if (state == OctetStream::State::interrupted) {
      return failure(OpenError::Kind::io, name + ": interrupted before the first octets came");
    }
    if (state == OctetStream::State::failed) {
      return failure(OpenError::Kind::io, name + ": " + std::string(window.stream().trouble()));
    }
  }
  auto format = pcap_format(window.octets(), index);
  if (!format) format = pcapng_format(window.octets(), index);
  if (!format) return refusal(window.octets(), name);
  return std::unique_ptr<PacketSource>(
      std::make_unique<FileSource>(std::move(window), std::move(format), std::move(name)));
}

Result<std::unique_ptr<PacketSource>, OpenError> open_file(const std::string& path,
                                                           std::uint16_t index) {
  if (path == "-") {
    if (isatty(STDIN_FILENO) == 1) {
      return failure(OpenError::Kind::not_a_capture,
                     "standard input is a terminal; name a file, or pipe a capture in");
    }
    return open_stream(stream_of_descriptor(STDIN_FILENO), "standard input", index);
  }
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return system_refusal(errno, path);
  auto stream = stream_of_descriptor(descriptor);
  struct stat status {};
  if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    return failure(OpenError::Kind::not_a_capture, path + ": is a directory; name the files in it");
  }
  return open_stream(std::move(stream), path, index);
}

bool can_be_read_twice(const std::string& path) {
  struct stat status {};
  // What does not exist is told by who opens it.
  return path != "-" && (stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode));
}

Result<std::optional<Instant>, OpenError> first_packet_time(const std::string& path) {
  class FirstTime final : public PacketHandler {
   public:
    void on_packets(std::span<const Packet> packets) override { time = packets.front().time; }
    std::optional<Instant> time;
  };
  FirstTime first;
  if (!can_be_read_twice(path)) return first.time;
  auto source = open_file(path, 0);
  if (!source) return Failure{source.error()};
  // Damage before the first packet is told by who reads the file in earnest.
  while ((*source)->read(first) == ReadStatus::idle) {
  }
  return first.time;
}

}  // namespace cutoffd::source
