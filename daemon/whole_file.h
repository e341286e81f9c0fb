// A file that is there whole or as it was before, whatever happens meanwhile.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace cutoffd {

// False where not all of it could be written; errno says why.
bool write_all(int descriptor, std::string_view text);

// Written beside its place, made durable, then put into it. Returns what went wrong, as a sentence.
std::optional<std::string> write_whole(const std::filesystem::path& path, std::string_view text);

}  // namespace cutoffd
