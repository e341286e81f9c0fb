// Watchlists that must be signed: FILE.minisig beside FILE, checked on the very text that is then
// read.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/files.h"
#include "config/signature.h"

namespace cutoffd::config {

std::filesystem::path signature_path(const std::filesystem::path& file);

// The signature of FILE's text by one of the keys, or nothing and an error. `text_out`, if given,
// is the .minisig's.
std::optional<Signature> signature_of(const std::filesystem::path& file, std::string_view text,
                                      std::span<const PublicKey> keys,
                                      std::vector<ConfigError>& errors,
                                      std::string* text_out = nullptr);

// For load_file(); `keys` and `errors` must outlive it.
Accept accept_signed(std::span<const PublicKey> keys, std::vector<ConfigError>& errors);

}  // namespace cutoffd::config
