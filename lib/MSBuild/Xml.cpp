//===- Xml.cpp - Project files as trees -----------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Xml.h"
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <memory>

using namespace llvm;

namespace nmr::msbuild {
namespace {

StringRef text(const xmlChar *Text) {
  return Text ? StringRef(reinterpret_cast<const char *>(Text)) : StringRef();
}

// libxml2 bounds the depth of a document, and with it this recursion.
Element convert(const xmlNode &Node) {
  Element E;
  E.Name = text(Node.name).str();
  E.Line = xmlGetLineNo(&Node);
  for (const xmlAttr *A = Node.properties; A; A = A->next) {
    std::unique_ptr<xmlChar, void (*)(void *)> Value(
        xmlNodeGetContent(reinterpret_cast<const xmlNode *>(A)), xmlFree);
    E.Attributes.emplace_back(text(A->name), text(Value.get()));
  }
  for (const xmlNode *Child = Node.children; Child; Child = Child->next) {
    if (Child->type == XML_ELEMENT_NODE)
      E.Children.push_back(convert(*Child));
    else if (Child->type == XML_TEXT_NODE ||
             Child->type == XML_CDATA_SECTION_NODE)
      E.Text += text(Child->content);
  }
  return E;
}

} // namespace

const std::string *Element::attribute(StringRef Name) const {
  for (const auto &[Key, Value] : Attributes)
    if (Key == Name)
      return &Value;
  return nullptr;
}

std::optional<Document> parseXml(StringRef Text, StringRef File,
                                 Diagnostics &Diags) {
  std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxt *)> Parser(
      xmlNewParserCtxt(), xmlFreeParserCtxt);
  // Of several errors the first says what is wrong: others follow from it.
  struct FirstError {
    int Line = 0;
    std::string Text;
  } First;
  Parser->_private = &First;
  Parser->sax->serror = [](void *Parsing, auto *E) {
    auto *First = static_cast<FirstError *>(
        static_cast<xmlParserCtxt *>(Parsing)->_private);
    if (E->level >= XML_ERR_ERROR && First->Text.empty() && E->message)
      *First = {E->line, StringRef(E->message).trim().str()};
  };

  const std::string Name = File.str();
  std::unique_ptr<xmlDoc, void (*)(xmlDoc *)> Doc(
      xmlCtxtReadMemory(Parser.get(), Text.data(), Text.size(), Name.c_str(),
                        nullptr, XML_PARSE_NONET | XML_PARSE_BIG_LINES),
      xmlFreeDoc);
  const xmlNode *Root = Doc ? xmlDocGetRootElement(Doc.get()) : nullptr;
  if (!Root) {
    Diags.report(Severity::Error, {Name, unsigned(std::max(First.Line, 0))},
                 "malformed XML: " +
                     (First.Text.empty() ? "no element" : First.Text));
    return std::nullopt;
  }
  return Document{Name, convert(*Root)};
}

} // namespace nmr::msbuild
