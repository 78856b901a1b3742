//===- Frontend.cpp - Sources to summaries --------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "Extract/Extract.h"
#include "Protocol/Protocol.h"
#include "checks/Fixes.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;
namespace path = llvm::sys::path;

namespace nmr {

std::string relativeTo(llvm::StringRef Root, llvm::StringRef Path) {
  llvm::SmallString<256> Full(Path), Base(Root);
  if (!path::is_absolute(Full)) {
    Full = Base;
    path::append(Full, Path);
  }
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  path::remove_dots(Base, /*remove_dot_dot=*/true);

  auto F = path::begin(Full), FEnd = path::end(Full);
  auto B = path::begin(Base), BEnd = path::end(Base);
  unsigned Common = 0;
  for (; F != FEnd && B != BEnd && *F == *B; ++F, ++B)
    if (*F != path::root_path(Full))
      ++Common;
  if (Common == 0 || F == FEnd)
    return std::string(Full);
  llvm::SmallString<256> Result;
  for (; B != BEnd; ++B)
    path::append(Result, "..");
  for (; F != FEnd; ++F)
    path::append(Result, *F);
  return std::string(Result);
}

namespace {

/// Keeps the first error, and prints nothing.
class FirstError : public DiagnosticConsumer {
public:
  FirstError(llvm::function_ref<std::string(llvm::StringRef)> FileName)
      : FileName(FileName) {}

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Text.empty())
      return;
    llvm::raw_string_ostream OS(Text);
    if (Info.hasSourceManager() && Info.getLocation().isValid()) {
      PresumedLoc P =
          Info.getSourceManager().getPresumedLoc(Info.getLocation());
      if (P.isValid())
        OS << FileName(P.getFilename()) << ':' << P.getLine() << ':'
           << P.getColumn() << ": ";
    }
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    OS << Message;
  }

  std::string Text;

private:
  llvm::function_ref<std::string(llvm::StringRef)> FileName;
};

using FileNameFn = llvm::function_ref<std::string(llvm::StringRef)>;

/// Adds the edits that the checks offer: there will be no syntax tree when it
/// is known which of them are asked for.
void addEdits(ASTContext &Context, FileNameFn FileName, const Protocols &By,
              Summary &S) {
  if (llvm::none_of(By.functions(), [&](const ProtocolFunction &F) {
        return By.isListed(F) && mentions(Context, F.Name);
      }))
    return;
  const SourceManager &SM = Context.getSourceManager();
  auto At = [&](SourceLocation L) -> Loc {
    auto [File, Offset] = SM.getDecomposedLoc(L);
    OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
    auto Known =
        Entry ? llvm::find(S.Files, FileName(Entry->getName())) : S.Files.end();
    if (Known == S.Files.end())
      return {};
    return {uint32_t(Known - S.Files.begin()), SM.getLineNumber(File, Offset),
            SM.getColumnNumber(File, Offset)};
  };
  for (const Fix &F : findFixes(Context, By)) {
    const CharSourceRange Old =
        Lexer::getAsCharRange(F.Edit.RemoveRange, SM, Context.getLangOpts());
    const Edit E = {
        At(F.Call),         name(F.Rule).str(), name(F.Answers).str(),
        At(Old.getBegin()), At(Old.getEnd()),   F.Edit.CodeToInsert};
    if (E.Call.isValid() && E.Begin.isValid())
      S.Edits.push_back(E);
  }
  llvm::sort(S.Edits);
}

class ExtractConsumer : public ASTConsumer {
public:
  ExtractConsumer(FileNameFn FileName, const Protocols &By,
                  std::optional<Summary> &Result)
      : FileName(FileName), By(By), Result(Result) {}
  void HandleTranslationUnit(ASTContext &Context) override {
    if (!Context.getDiagnostics().hasUncompilableErrorOccurred()) {
      Result = extract(Context, FileName);
      addEdits(Context, FileName, By, *Result);
    }
  }

private:
  FileNameFn FileName;
  const Protocols &By;
  std::optional<Summary> &Result;
};

class ExtractAction : public ASTFrontendAction {
public:
  ExtractAction(FileNameFn FileName, const Protocols &By,
                std::optional<Summary> &Result)
      : FileName(FileName), By(By), Result(Result) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 llvm::StringRef) override {
    return std::make_unique<ExtractConsumer>(FileName, By, Result);
  }

private:
  FileNameFn FileName;
  const Protocols &By;
  std::optional<Summary> &Result;
};

class ExtractFactory : public tooling::FrontendActionFactory {
public:
  ExtractFactory(FileNameFn FileName, const Protocols &By)
      : FileName(FileName), By(By) {}

  bool runInvocation(std::shared_ptr<CompilerInvocation> Invocation,
                     FileManager *Files,
                     std::shared_ptr<PCHContainerOperations> PCHContainerOps,
                     DiagnosticConsumer *Diagnostics) override {
    // clang-tidy defines __clang_analyzer__; the two must see the same code.
    Invocation->getPreprocessorOpts().SetUpStaticAnalyzer = true;
    // What the compiler counts at the end is said in the report.
    Invocation->getDiagnosticOpts().ShowCarets = false;
    return FrontendActionFactory::runInvocation(
        std::move(Invocation), Files, std::move(PCHContainerOps), Diagnostics);
  }
  std::unique_ptr<FrontendAction> create() override {
    return std::make_unique<ExtractAction>(FileName, By, Result);
  }

  std::optional<Summary> Result;

private:
  FileNameFn FileName;
  const Protocols &By;
};

/// The database that knows one command.
class OneCommand : public tooling::CompilationDatabase {
public:
  OneCommand(const tooling::CompileCommand &Command) : Command(Command) {}
  std::vector<tooling::CompileCommand>
  getCompileCommands(llvm::StringRef) const override {
    return {Command};
  }

private:
  const tooling::CompileCommand &Command;
};

} // namespace

std::string fullPath(llvm::StringRef Root, llvm::StringRef Path) {
  llvm::SmallString<256> Full(Path);
  if (!path::is_absolute(Path)) {
    Full = Root;
    path::append(Full, Path);
  }
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  return std::string(Full);
}

std::string sourceName(const tooling::CompileCommand &Command,
                       llvm::StringRef Root) {
  return relativeTo(
      Root, fullPath(fullPath(Root, Command.Directory), Command.Filename));
}

llvm::Expected<Summary>
extractFile(const tooling::CompileCommand &Command, llvm::StringRef Root,
            llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
            const Protocols &By) {
  const std::string Folder = fullPath(Root, Command.Directory);
  auto FileName = [&](llvm::StringRef File) {
    // Names such as <stdin> are not paths.
    return relativeTo(Root, File.starts_with("<") ? File.str()
                                                  : fullPath(Folder, File));
  };
  if (Command.CommandLine.size() < 2)
    return llvm::createStringError("its compile command is empty");
  // The driver takes it for granted.
  if (auto S = Files->status(Folder); !S || !S->isDirectory())
    return llvm::createStringError("the folder of its compile command, '" +
                                   relativeTo(Root, Folder) +
                                   "', does not exist");
  if (!Files->exists(fullPath(Folder, Command.Filename)))
    return llvm::createStringError("no such file");

  OneCommand Database(Command);
  tooling::ClangTool Tool(Database, {Command.Filename},
                          std::make_shared<PCHContainerOperations>(), Files);
  FirstError Errors(FileName);
  Tool.setDiagnosticConsumer(&Errors);
  Tool.setPrintErrorMessage(false);
  // Also what -Werror made of a warning does not stop us.
  Tool.appendArgumentsAdjuster(tooling::getInsertArgumentAdjuster(
      "-w", tooling::ArgumentInsertPosition::END));

  ExtractFactory Factory(FileName, By);
  Tool.run(&Factory);
  if (Factory.Result)
    return std::move(*Factory.Result);
  return llvm::createStringError(Errors.Text.empty() ? "it does not compile"
                                                     : Errors.Text);
}

} // namespace nmr
