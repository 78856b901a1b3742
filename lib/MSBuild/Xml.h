//===- Xml.h - Project files as trees ---------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_XML_H
#define NMR_MSBUILD_XML_H

#include "MSBuild/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <utility>

namespace nmr::msbuild {

/// An element, without its namespace: MSBuild's may be written or left out.
struct Element {
  std::string Name;
  unsigned Line = 0;
  std::vector<std::pair<std::string, std::string>> Attributes;
  std::vector<Element> Children;
  /// What stands directly in it, comments left out.
  std::string Text;

  /// Null if there is none of this name.
  const std::string *attribute(llvm::StringRef Name) const;
};

struct Document {
  std::string File;
  Element Root;
};

/// Parses \p Text, the content of \p File. Nothing else is read: entities that
/// the document declares are not expanded. None if it is not well-formed; then
/// \p Diags says where.
std::optional<Document> parseXml(llvm::StringRef Text, llvm::StringRef File,
                                 Diagnostics &Diags);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_XML_H
