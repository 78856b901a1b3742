//===- Cache.cpp - Summaries of compiles that were done before ------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Cache.h"
#include "Summary/Text.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace nmr {
namespace {

/// How many states of a command's files are remembered: enough for going back
/// and forth between branches.
constexpr size_t MaxAlternatives = 4;

/// One line of a manifest is a letter, a hash or `-`, and a path.
constexpr char SummaryLetter = 's';

struct Alternative {
  std::string SummaryHash;
  Dependencies Read;

  bool operator==(const Alternative &) const = default;
};

using Manifest = std::vector<Alternative>;

std::string print(const Manifest &M) {
  std::string Body;
  raw_string_ostream OS(Body);
  for (const Alternative &A : M) {
    OS << SummaryLetter << ' ' << A.SummaryHash << '\n';
    for (const auto &[Path, D] : A.Read)
      OS << char(D.State) << ' ' << (D.Hash.empty() ? "-" : D.Hash) << ' '
         << Path << '\n';
  }
  return checksum(Body) + "\n" + Body;
}

/// Empty if anything about \p Text is not as \c print writes it.
Manifest parse(StringRef Text) {
  auto [Sum, Body] = Text.split('\n');
  if (Sum != checksum(Body))
    return {};
  Manifest M;
  while (!Body.empty()) {
    StringRef Line;
    std::tie(Line, Body) = Body.split('\n');
    auto [Letter, Rest] = Line.split(' ');
    auto [Hash, Path] = Rest.split(' ');
    if (Letter.size() != 1 || Hash.empty())
      return {};
    if (Letter.front() == SummaryLetter)
      M.push_back({Hash.str(), {}});
    else if (M.empty())
      return {};
    else
      M.back().Read[Path.str()] = {PathState(Letter.front()),
                                   Hash == "-" ? "" : Hash.str()};
  }
  return M;
}

std::string contentOf(const Twine &File) {
  auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  return Buffer ? (*Buffer)->getBuffer().str() : std::string();
}

Error replaceFile(StringRef File, StringRef Content) {
  return writeToOutput(File, [&](raw_ostream &OS) {
    OS << Content;
    return Error::success();
  });
}

} // namespace

std::string defaultCacheFolder() {
  SmallString<256> Folder;
  if (!sys::path::cache_directory(Folder))
    return {};
  sys::path::append(Folder, "nmr-tidy");
  return std::string(Folder);
}

Expected<std::unique_ptr<Cache>> Cache::open(StringRef Folder) {
  if (std::error_code E = sys::fs::create_directories(Folder))
    return createStringError(E, "cannot use '" + Folder +
                                    "' as the cache: " + E.message() +
                                    ": name another folder with --cache-dir, "
                                    "or give --no-cache");
  return std::unique_ptr<Cache>(new Cache(Folder.str()));
}

std::string Cache::path(StringRef Key, StringRef Extension) const {
  SmallString<256> File(Folder);
  // LLVM's pruning looks at files with this prefix only.
  sys::path::append(File, "llvmcache-" + Key + Extension);
  return std::string(File);
}

std::optional<Cache::Hit> Cache::find(StringRef Key) {
  for (Alternative &A : parse(contentOf(path(Key, ".manifest")))) {
    if (!all_of(A.Read, [&](const auto &Entry) {
          return Files.holds(Entry.first, Entry.second);
        }))
      continue;
    const std::string Text = contentOf(path(A.SummaryHash, ".nmrsum"));
    if (checksum(Text) != A.SummaryHash)
      continue;
    Expected<Summary> S = readText(Text, A.SummaryHash);
    if (S)
      return Hit{std::move(*S), A.SummaryHash, std::move(A.Read)};
    consumeError(S.takeError());
  }
  return std::nullopt;
}

Expected<std::string> Cache::store(StringRef Key, const Dependencies &Read,
                                   const Summary &S) {
  const std::string Text = textOf(S);
  const std::string Hash = checksum(Text);
  // It could not be read back.
  if (any_of(Read, [](const auto &Entry) {
        return StringRef(Entry.first).contains('\n');
      }))
    return Hash;

  if (Error E = replaceFile(path(Hash, ".nmrsum"), Text))
    return E;

  const std::string File = path(Key, ".manifest");
  Manifest M = parse(contentOf(File));
  Alternative New{Hash, Read};
  erase(M, New);
  M.insert(M.begin(), std::move(New));
  if (M.size() > MaxAlternatives)
    M.resize(MaxAlternatives);
  if (Error E = replaceFile(File, print(M)))
    return E;
  return Hash;
}

void Cache::prune() const {
  CachePruningPolicy Policy;
  Policy.Expiration = std::chrono::hours(24 * 30);
  Policy.MaxSizeBytes = uint64_t(1) << 30;
  pruneCache(Folder, Policy);
}

} // namespace nmr
