#include <algorithm>

#include "capture/dissect/dhcp.h"
#include "capture/dissect/dhcp_names.h"

namespace cutoffd::dissect {
namespace {

enum Dhcp4Option : std::uint8_t {
  kPad = 0,
  kHostname = 12,
  kRequestedIp = 50,
  kLease = 51,
  kOverload = 52,
  kType = 53,
  kServerIp = 54,
  kVendorClass = 60,
  kClientId4 = 61,
  kFqdn4 = 81,
  kEndOption = 255,
};

// A name option may come in pieces that belong together (RFC 3396 section 7).
class Pieces {
 public:
  void add(Bytes piece) {
    overflowed_ = overflowed_ || piece.size() > octets_.size() - size_;
    if (overflowed_) return;
    std::copy(piece.begin(), piece.end(), octets_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += piece.size();
  }
  [[nodiscard]] Bytes whole() const { return overflowed_ ? Bytes{} : Bytes(octets_).first(size_); }

 private:
  std::array<std::uint8_t, 512> octets_;
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

struct Reading {
  Dhcp4Message& message;
  Pieces hostname;
  Pieces fqdn;
  std::uint8_t overload = 0;
  bool sound = true;
};

std::optional<IpAddress> address_option(Bytes value, bool& sound) {
  if (value.size() == 4) return IpAddress::from(value);
  sound = false;
  return std::nullopt;
}

void read_option(Reading& reading, std::uint8_t kind, Bytes value) {
  Dhcp4Message& message = reading.message;
  switch (kind) {
    case kHostname:
      return reading.hostname.add(value);
    case kFqdn4:
      return reading.fqdn.add(value);
    case kRequestedIp:
      message.requested_ip = address_option(value, reading.sound);
      return;
    case kServerIp:
      message.server_ip = address_option(value, reading.sound);
      return;
    case kLease: {
      Cursor in(value);
      const std::uint32_t seconds = in.u32();
      if (in.ok()) message.lease = seconds;
      return;
    }
    case kVendorClass:
      message.vendor_class = value;
      return;
    case kClientId4:
      message.client_id = value;
      return;
    case kType:
    case kOverload:
      if (value.size() != 1) {
        reading.sound = false;
      } else if (kind == kType) {
        message.type = Dhcp4Message::Type{value[0]};
      } else {
        reading.overload = value[0];
      }
      return;
    default:
      return;
  }
}

// True if the options end with their end.
bool read_options(Reading& reading, Bytes options) {
  Cursor in(options);
  while (in.left() > 0) {
    const std::uint8_t kind = in.u8();
    if (kind == kEndOption) return true;
    if (kind == kPad) continue;
    const std::size_t length = in.u8();
    const Bytes value = in.take(length);
    if (in.failed()) return false;
    read_option(reading, kind, value);
  }
  return false;
}

// RFC 4702 section 2: flags, two unused octets, the name: labels if the E bit is set, else text.
HostText fqdn_of(Bytes option) {
  constexpr std::uint8_t kLabels = 0x04;
  Cursor in(option);
  const std::uint8_t flags = in.u8();
  in.skip(2);
  if (in.failed()) return {};
  return (flags & kLabels) != 0 ? host_labels(in.rest()) : host_text(in.rest());
}

}  // namespace

std::optional<IpAddress> Dhcp4Message::bound_ip() const {
  const auto if_any = [](const IpAddress& ip) {
    return ip.is_unspecified() ? std::nullopt : std::optional(ip);
  };
  switch (type) {
    case Type::ack:
      return if_any(your_ip.is_unspecified() ? client_ip : your_ip);
    case Type::request:
    case Type::inform:
      return if_any(client_ip);
    default:
      return std::nullopt;
  }
}

Answer read_dhcp4(Bytes payload, Dhcp4Message& message) {
  constexpr std::uint8_t kRequest = 1;
  constexpr std::uint8_t kReply = 2;
  constexpr std::uint8_t kEthernet = 1;
  constexpr std::uint32_t kMagic = 0x63825363;  // RFC 2131 section 3
  constexpr std::uint8_t kFileHoldsOptions = 1;
  constexpr std::uint8_t kNameHoldsOptions = 2;
  message = Dhcp4Message{};
  Cursor in(payload);
  const std::uint8_t operation = in.u8();
  const std::uint8_t hardware = in.u8();
  const std::uint8_t hardware_length = in.u8();
  if (in.ok() && operation != kRequest && operation != kReply) return Answer::not_mine;
  in.skip(9);  // hops, transaction, seconds, flags
  message.client_ip = IpAddress::v4(in.u32());
  message.your_ip = IpAddress::v4(in.u32());
  in.skip(4);
  message.relay_ip = IpAddress::v4(in.u32());
  const Bytes hardware_address = in.take(16);
  const Bytes server_name = in.take(64);
  const Bytes boot_file = in.take(128);
  const std::uint32_t magic = in.u32();
  if (in.failed()) return Answer::unsure;
  if (magic != kMagic) return Answer::not_mine;
  message.from_server = operation == kReply;
  if (hardware == kEthernet && hardware_length == 6) {
    const Mac mac = Mac::from(hardware_address.first(6));
    if (!mac.is_zero() && !mac.is_group()) message.client_mac = mac;
  }
  Reading reading{.message = message, .hostname = {}, .fqdn = {}};
  if (!read_options(reading, in.rest())) return Answer::unsure;
  const std::uint8_t overload = reading.overload;
  if ((overload & kFileHoldsOptions) != 0) reading.sound &= read_options(reading, boot_file);
  if ((overload & kNameHoldsOptions) != 0) reading.sound &= read_options(reading, server_name);
  if (!reading.sound) return Answer::fault;
  message.hostname = host_text(reading.hostname.whole());
  message.fqdn = fqdn_of(reading.fqdn.whole());
  return Answer::certain;
}

}  // namespace cutoffd::dissect
