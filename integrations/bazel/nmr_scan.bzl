# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Judges drivers as a part of the build.

Each source is extracted like it is compiled: in an action of its own, which sees
the source, the headers it may include, and nmr-scan, nothing else.
"""

load(
    "@bazel_tools//tools/build_defs/cc:action_names.bzl",
    "CPP_COMPILE_ACTION_NAME",
    "C_COMPILE_ACTION_NAME",
)
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

_TOOLCHAIN = "@nmr_tidy//:toolchain_type"

_CXX = ["C", "CPP", "c++", "cc", "cpp", "cxx"]

# Bazel gives it to each GCC; Clang refuses it.
_GCC_ONLY = ["-fno-canonical-system-headers"]

NmrSummariesInfo = provider(
    doc = "What nmr-scan knows of a target and all that it links.",
    fields = {
        "files": "depset: sources and headers, which a report quotes",
        "summaries": "depset: one .nmrsum for each source",
    },
)

def _action(ctx, toolchain, mnemonic, inputs, outputs, arguments, message):
    ctx.actions.run(
        executable = toolchain.binary,
        arguments = arguments,
        env = {"LD_LIBRARY_PATH": toolchain.library_path} if toolchain.library_path else {},
        inputs = inputs,
        mnemonic = mnemonic,
        outputs = outputs,
        progress_message = message,
        tools = toolchain.libraries,
    )

def _expand(ctx, attribute):
    """The words of an attribute of the rule, as the C++ rules read them."""
    words = []
    for value in getattr(ctx.rule.attr, attribute, []):
        value = ctx.expand_make_variables(attribute, value, {})
        words += ctx.tokenize(value)
    return words

def _under_roots(ctx, folder):
    """A folder of the workspace, and where its generated files are."""
    parts = [ctx.label.workspace_root, folder]
    return [
        "/".join([part for part in [root] + parts if part]) or "."
        for root in ["", ctx.bin_dir.path]
    ]

def _compilation_context(target, ctx):
    """What the sources of a target are compiled with."""
    linked = [
        dep[CcInfo]
        for attribute in ["deps", "implementation_deps"]
        for dep in getattr(ctx.rule.attr, attribute, [])
        if CcInfo in dep
    ]
    if CcInfo in target:
        own = target[CcInfo]
    else:
        # A binary, which tells nobody.
        includes = []
        for folder in _expand(ctx, "includes"):
            package = ctx.label.package
            includes += _under_roots(ctx, package + "/" + folder if package else folder)
        own = CcInfo(compilation_context = cc_common.create_compilation_context(
            defines = depset(_expand(ctx, "defines")),
            headers = depset([f for f in ctx.rule.files.srcs if not _language(f)]),
            quote_includes = depset(_under_roots(ctx, "")),
            system_includes = depset(includes),
        ))
    return cc_common.merge_cc_infos(cc_infos = [own] + linked).compilation_context

def _language(file):
    if file.extension == "c":
        return "c"
    return "c++" if file.extension in _CXX else None

def _flags(ctx, toolchain, context, language):
    """The flags that the C++ rules give the compiler."""
    cc_toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = cc_toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features + [
            # Their files are made by the compiler, in its own format.
            "header_modules",
            "layering_check",
            "module_maps",
            "use_header_modules",
        ],
    )
    cpp = ctx.fragments.cpp
    variables = cc_common.create_compile_variables(
        cc_toolchain = cc_toolchain,
        feature_configuration = features,
        include_directories = context.includes,
        preprocessor_defines = depset(
            _expand(ctx, "local_defines"),
            transitive = [context.defines],
        ),
        quote_include_directories = context.quote_includes,
        system_include_directories = context.system_includes,
        user_compile_flags = cpp.copts +
                             (cpp.conlyopts if language == "c" else cpp.cxxopts) +
                             _expand(ctx, "copts"),
    )
    flags = cc_common.get_memory_inefficient_command_line(
        action_name = C_COMPILE_ACTION_NAME if language == "c" else CPP_COMPILE_ACTION_NAME,
        feature_configuration = features,
        variables = variables,
    )
    unknown = _GCC_ONLY + toolchain.remove_copts
    return [flag for flag in flags if flag not in unknown] + toolchain.flags

def _aspect_impl(target, ctx):
    deps = [
        dep[NmrSummariesInfo]
        for attribute in ["deps", "implementation_deps"]
        for dep in getattr(ctx.rule.attr, attribute, [])
        if NmrSummariesInfo in dep
    ]
    sources = []
    if CcInfo in target or ctx.rule.kind in ["cc_binary", "cc_test"]:
        sources = [f for f in getattr(ctx.rule.files, "srcs", []) if _language(f)]

    summaries = []
    files = []
    if sources:
        toolchain = ctx.toolchains[_TOOLCHAIN].nmr_scan
        context = _compilation_context(target, ctx)
        inputs = [
            context.headers,
            toolchain.headers,
            # What the flags of the compiler name may be part of it.
            find_cpp_toolchain(ctx).all_files,
            depset(toolchain.protocols),
        ]
        files.append(context.headers)
        flags = {
            language: _flags(ctx, toolchain, context, language)
            for language in ["c", "c++"]
        }
        for source in sources:
            # Of the same name wherever it is built.
            summary = ctx.actions.declare_file("nmr-scan/%s/%s.nmrsum" % (
                target.label.name,
                source.short_path.replace("../", "__/"),
            ))
            summaries.append(summary)
            arguments = ctx.actions.args()
            arguments.add("extract")
            arguments.add(source)
            arguments.add("-o", summary)

            # Bazel's is the cache. A source that does not compile is in the
            # report, and hides no other.
            arguments.add_all(["--no-cache", "--allow-errors"])
            arguments.add_all(toolchain.protocols, format_each = "--protocols=%s")
            arguments.add("--")
            arguments.add_all(flags[_language(source)])
            _action(
                ctx,
                toolchain,
                arguments = [arguments],
                inputs = depset([source], transitive = inputs),
                message = "Extracting " + source.short_path,
                mnemonic = "NmrExtract",
                outputs = [summary],
            )

    info = NmrSummariesInfo(
        files = depset(sources, transitive = files + [dep.files for dep in deps]),
        summaries = depset(summaries, transitive = [dep.summaries for dep in deps]),
    )
    return [info, OutputGroupInfo(nmr_summaries = info.summaries)]

nmr_summaries = aspect(
    implementation = _aspect_impl,
    attr_aspects = ["deps", "implementation_deps"],
    attrs = {
        "_cc_toolchain": attr.label(
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
    },
    doc = "Extracts each source of a target and of all that it links.",
    fragments = ["cpp"],
    toolchains = [_TOOLCHAIN, "@bazel_tools//tools/cpp:toolchain_type"],
)

_EXTENSIONS = {"html": "html", "json": "json", "sarif": "sarif", "text": "txt"}

def _nmr_scan_impl(ctx):
    toolchain = ctx.toolchains[_TOOLCHAIN].nmr_scan
    parts = [dep[NmrSummariesInfo] for dep in ctx.attr.deps]
    summaries = depset(transitive = [part.summaries for part in parts])

    # A driver may have more sources than a command line takes.
    names = ctx.actions.args()
    names.add_all(summaries)
    names.set_param_file_format("shell")
    names.use_param_file("@%s")

    arguments = ctx.actions.args()
    arguments.add("--config=")
    arguments.add("--fail-on=" + ctx.attr.fail_on)
    if ctx.file.baseline:
        arguments.add(ctx.file.baseline, format = "--baseline=%s")
    arguments.add_all(toolchain.protocols, format_each = "--protocols=%s")
    arguments.add_all(ctx.attr.options)
    if ctx.attr.fail_on != "none":
        # Where the build fails, Bazel shows what was printed.
        arguments.add("--format=text")
    reports = []
    for format in ctx.attr.formats:
        report = ctx.actions.declare_file(ctx.label.name + "." + _EXTENSIONS[format])
        arguments.add("--format=" + format)
        arguments.add("-o", report)
        reports.append(report)

    command = ctx.actions.args()
    command.add("analyze")

    # An action depends on nothing but its inputs.
    command.add("--no-cache")
    _action(
        ctx,
        toolchain,
        arguments = [command, names, arguments],
        inputs = depset(
            toolchain.protocols + ([ctx.file.baseline] if ctx.file.baseline else []),
            # Reports quote lines of them.
            transitive = [summaries] + [part.files for part in parts],
        ),
        message = "Judging %s" % ctx.label,
        mnemonic = "NmrAnalyze",
        outputs = reports,
    )
    return [DefaultInfo(files = depset(reports))]

nmr_scan = rule(
    implementation = _nmr_scan_impl,
    attrs = {
        "baseline": attr.label(
            doc = "An earlier SARIF or JSON report.",
            allow_single_file = True,
        ),
        "deps": attr.label_list(
            doc = "C and C++ targets. They and what they link are one driver.",
            aspects = [nmr_summaries],
            mandatory = True,
        ),
        "fail_on": attr.string(
            doc = "The verdicts for which the build fails.",
            default = "violation",
            values = ["violation", "inconclusive", "none"],
        ),
        "formats": attr.string_list(
            doc = "The reports: text, sarif, html, json.",
            default = ["text"],
        ),
        "options": attr.string_list(
            doc = "More options of nmr-scan analyze.",
        ),
    },
    doc = "The verdicts over one driver.",
    toolchains = [_TOOLCHAIN],
)
