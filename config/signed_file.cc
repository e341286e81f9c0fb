#include "config/signed_file.h"

#include <utility>

#include "config/load.h"
#include "config/names_file.h"

namespace cutoffd::config {
namespace {

ConfigError refused(const std::filesystem::path& file, std::string why) {
  ConfigError error;
  error.file = file.string();
  error.found = std::move(why);
  error.expected = "a file signed by one of watchlist_keys";
  return error;
}

}  // namespace

std::filesystem::path signature_path(const std::filesystem::path& file) {
  return file.string() + ".minisig";
}

std::optional<Signature> signature_of(const std::filesystem::path& file, std::string_view text,
                                      std::span<const PublicKey> keys,
                                      std::vector<ConfigError>& errors, std::string* text_out) {
  std::vector<ConfigError> unread;
  const auto signature = read_file(signature_path(file), unread);
  if (!signature) {
    errors.push_back(refused(
        file, "no signature that can be read in " + signature_path(file).filename().string()));
    return std::nullopt;
  }
  auto answer = verify(text, *signature, keys);
  if (!answer) {
    errors.push_back(refused(file, answer.error()));
    return std::nullopt;
  }
  if (text_out != nullptr) *text_out = *signature;
  return std::move(*answer);
}

Accept accept_signed(std::span<const PublicKey> keys, std::vector<ConfigError>& errors) {
  return [keys, &errors](const Found& found, std::string_view text) {
    return signature_of(found.path, text, keys, errors).has_value();
  };
}

Result<CheckedWatchlist, std::vector<ConfigError>> load_watchlist(const std::filesystem::path& path,
                                                                  std::span<const PublicKey> keys,
                                                                  bool to_sign) {
  std::vector<ConfigError> errors;
  CheckedWatchlist out;
  const auto accept = [&](const Found& found, std::string_view text) {
    out.text = text;
    if (keys.empty()) return true;
    out.signature = signature_of(found.path, text, keys, errors, &out.signature_text);
    return out.signature.has_value();
  };
  const Found found{path.stem().string(), path};
  auto loaded = load_file(found, watchlist_file(), errors, accept);
  if (loaded) {
    NamesRequest names;
    names.folder = path.parent_path();
    names.digest_needed = to_sign || !keys.empty();
    names.texts = &out.names;
    read_names(loaded->value, loaded->document.root, names, errors);
  }
  if (!errors.empty() || !loaded) return Failure{std::move(errors)};
  out.list = watchlist_of(found.id, std::move(loaded->value));
  return out;
}

}  // namespace cutoffd::config
