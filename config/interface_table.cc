// The keys of an interface: what is captured there, and by how many.
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

constexpr unsigned kLastCpu = 1023;  // what a processor set of the C library holds

Kind<std::size_t> workers() {
  Shape shape = count_shape(1, source::kMostWorkers);
  shape.choices = {"auto"};
  shape.expected += ", or auto";
  return text_kind<std::size_t>(
      std::move(shape),
      [](std::string_view text) -> std::optional<std::size_t> {
        if (text == "auto") return source::kOnePerProcessor;
        const auto value = parse_count(text);
        if (!value || *value < 1 || *value > source::kMostWorkers) return std::nullopt;
        return static_cast<std::size_t>(*value);
      },
      [](const std::size_t& value) {
        return value == source::kOnePerProcessor ? "auto" : std::to_string(value);
      });
}

void check_workers(const source::LiveOptions& options, const Node& node, Reader& reader) {
  if (options.workers == source::kOnePerProcessor) return;
  const std::size_t least = options.workers * source::kLeastRing;
  const Node* const ring = node.find("ring");
  if (ring != nullptr && options.ring_octets < least) {
    reader.fail(*ring, "at least " + octets_text(least) + " for " +
                           std::to_string(options.workers) + " workers");
  }
  if (options.cpu_affinity.size() > options.workers) {
    reader.fail(node.find("cpu_affinity")->at,
                std::to_string(options.cpu_affinity.size()) + " processors",
                "no more than 'workers', which is " + std::to_string(options.workers));
  }
}

}  // namespace

Kind<source::LiveOptions> interface() {
  return Table<source::LiveOptions>("interface")
      .key(
          "name", [](auto& i) -> auto& { return i.interface; }, text(),
          "The system's name for it, or any.", Presence::required)
      .key(
          "ring", [](auto& i) -> auto& { return i.ring_octets; },
          octets<std::size_t>(std::size_t{256} << 10, std::size_t{2} << 30),
          "Memory for packets that wait to be read, of all workers together; without it no more "
          "than "
          "a 32nd of the machine's memory.")
      .key(
          "snap_length", [](auto& i) -> auto& { return i.snap_length; },
          octets<std::size_t>(1024, 262'144),
          "How much of each packet is captured. Less than a whole packet can lose names.")
      .key(
          "promiscuous", [](auto& i) -> auto& { return i.promiscuous; }, truth(),
          "Whether to take frames for other stations, as a mirror port needs.")
      .key(
          "wait", [](auto& i) -> auto& { return i.wait; }, milliseconds_duration(),
          "The longest that a packet waits for company before it is read.")
      .key(
          "kernel_filter", [](auto& i) -> auto& { return i.filter; },
          word<source::FilterChoice>("kernel filter", source::name_of),
          "What the kernel leaves out: as much as it can, only what never carries a name, or "
          "nothing.")
      .key(
          "workers", [](auto& i) -> auto& { return i.workers; }, workers(),
          "Threads that share the interface's packets, each with tables of its own (`track`); "
          "`auto` "
          "for one per processor that the ring is large enough for.")
      .key(
          "cpu_affinity", [](auto& i) -> auto& { return i.cpu_affinity; },
          list_of(count<unsigned>(0, kLastCpu)),
          "The processors that the workers keep to, in turn, by number.")
      .check_whole(check_workers)
      .shorthand("name")
      .kind();
}

}  // namespace cutoffd::config
