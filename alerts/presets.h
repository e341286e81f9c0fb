// Presets: a collector's name instead of the keys that it needs. They set those keys and nothing
// else; each key can still be set otherwise after it. docs/alerts.md shows this table.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "alerts/options.h"

namespace cutoffd::alerts {

struct Preset {
  std::string_view name;
  std::string_view receiver;  // for whom
  SinkType type = SinkType::tcp;
  std::optional<FormatKind> format = std::nullopt;
  std::optional<HeaderKind> header = std::nullopt;
  std::optional<Framing> framing = std::nullopt;
  std::uint16_t port = 0;  // 0: the type's own
  std::optional<WebhookOptions::Template> body = std::nullopt;
  bool home_assistant = false;
};

std::span<const Preset> presets();
// Sets the preset's keys; false where there is none of that name.
bool apply_preset(std::string_view name, SinkOptions& options);

}  // namespace cutoffd::alerts
