#include "capture/dissect/dhcp_names.h"

#include "core/domain_name.h"

namespace cutoffd::dissect {

HostText host_text(Bytes text) {
  while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
  NameText storage;
  const auto observed = observe_host(text, storage);
  return observed ? HostText(observed->text) : HostText{};
}

HostText host_labels(Bytes labels) {
  NameText storage;
  LabelWriter writer(storage);
  Cursor in(labels);
  while (in.left() > 0) {
    const std::uint8_t length = in.u8();
    if (length == 0) break;
    const Bytes label = in.take(length);
    if (in.failed() || !writer.add(label)) return {};
  }
  return HostText(writer.finish().text);
}

}  // namespace cutoffd::dissect
