#include "capture/dissect/arp.h"

namespace cutoffd::dissect {

Next read_arp(Walk& walk) {
  Cursor in(walk.rest);
  const std::uint16_t hardware = in.u16();
  const std::uint16_t protocol = in.u16();
  const std::uint8_t hardware_length = in.u8();
  const std::uint8_t protocol_length = in.u8();
  const std::uint16_t operation = in.u16();
  if (in.failed()) return fault(Counter::link_truncated);
  const bool ethernet = (hardware == 1 || hardware == 6) && hardware_length == 6;
  const bool ipv4 = protocol == 0x0800 && protocol_length == 4;
  if (!ethernet || !ipv4 || operation < 1 || operation > 2) return fault(Counter::not_ip);
  const Bytes sender_mac = in.take(6);
  const Bytes sender_ip = in.take(4);
  const Bytes target_mac = in.take(6);
  const Bytes target_ip = in.take(4);
  if (in.failed()) return fault(Counter::link_truncated);
  walk.believe();
  walk.frame.source = walk.frame.destination = IpAddress{};
  walk.frame.ttl = 0;
  walk.frame.ip_id = 0;
  walk.frame.payload = {};
  walk.frame.payload_cut = 0;
  walk.frame.transport = ArpMessage{.reply = operation == 2,
                                    .sender_mac = Mac::from(sender_mac),
                                    .target_mac = Mac::from(target_mac),
                                    .sender_ip = IpAddress::from(sender_ip),
                                    .target_ip = IpAddress::from(target_ip)};
  return {Layer::done};
}

}  // namespace cutoffd::dissect
