// What is sent so that a sensor sees something else than the server does.
#include <algorithm>

#include "tests/stories/runner/segments.h"
#include "tests/support/hello_builder.h"

namespace cutoffd::story {
namespace {

// In the place of the hello that was or will be said: the same octets of the stream, with another
// name in them, or with nothing that could be read. Nobody's stream goes on by it: it never
// arrives. (A tap cannot know that: it may as well be what does arrive.)
void decoys(Stage& stage, Host& who, Words& words) {
  const bool noise = words.accept("noise");
  wire::HelloSpec hello;
  if (!noise) hello.name = words.take("a server's name, or noise");
  std::uint64_t segments = 1;
  if (words.accept("in")) segments = words.number();
  if (segments == 0) throw StoryError("a decoy takes a segment at least");
  if (segments > 1) hello.size = segments * 600;
  Connection& connection = stage.network.connection(label_of(words));
  if (!is_client(connection, who)) throw StoryError(who.name + " did not open it");
  const std::uint32_t next = connection.up;
  if (connection.hello != 0) connection.up = connection.hello;
  const Octets octets =
      noise ? Octets(500, 0xaa) : wire::tls_records(wire::handshake(1, wire::client_hello(hello)));
  const std::size_t part = (octets.size() + segments - 1) / segments;
  for (std::size_t at = 0; at < octets.size(); at += part) {
    const Bytes piece = Bytes(octets).subspan(at, std::min(part, octets.size() - at));
    segment(stage, connection, true, {.ack = true}, Octets(piece.begin(), piece.end()));
  }
  connection.up = next;
}

constexpr HostVerb kEvasionVerbs[] = {
    {"decoys",
     "decoys NAME|noise [in N] [on LABEL]  (over the hello that was or will be said, in N "
     "segments; "
     "it never arrives)",
     decoys},
};

// As cards fill them in later, and careless boxes leave them.
void checksums(Stage& stage, const Step&, Words& words) {
  stage.network.wrong_checksums = words.accept("wrong");
  if (!stage.network.wrong_checksums) words.need("right");
}

constexpr StoryVerb kStoryVerbs[] = {
    {"checksums", "checksums right|wrong  (of IPv4, TCP and UDP, from here on)", checksums},
};

}  // namespace

std::span<const HostVerb> evasion_verbs() { return kEvasionVerbs; }
std::span<const StoryVerb> evasion_story_verbs() { return kStoryVerbs; }

}  // namespace cutoffd::story
