# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where nmr-scan comes from, and what drivers are compiled with."""

NmrScanToolchainInfo = provider(
    doc = "An nmr-scan, and what it needs to run.",
    fields = {
        "binary": "File: nmr-scan",
        "flags": "list: what comes behind a source's own flags",
        "headers": "depset: what #include finds by these flags",
        "libraries": "depset: what nmr-scan is linked with",
        "library_path": "string: the folder of the libraries; empty: none",
        "protocols": "list: files for --protocols",
        "remove_copts": "list: flags that Clang does not know",
    },
)

def _toolchain_impl(ctx):
    # What Clang finds in the machine's own folders, no action has declared.
    flags = ["-nostdlibinc"]
    for file in ctx.files.resources:
        # nmr-scan would look beside itself, that is, where the link to it that
        # the sandbox holds leads to: a path of this machine.
        if file.path.endswith("/include/stddef.h"):
            folder = file.path[:-len("/include/stddef.h")]
            flags.append("-resource-dir=" + folder)
    for folder in ctx.attr.system_includes:
        flags += ["-isystem", "/".join(
            [p for p in [ctx.label.workspace_root, ctx.label.package, folder] if p],
        )]
    libraries = ctx.files.libraries
    return platform_common.ToolchainInfo(
        nmr_scan = NmrScanToolchainInfo(
            binary = ctx.executable.binary,
            flags = flags + ctx.attr.copts,
            headers = depset(ctx.files.resources + ctx.files.headers),
            libraries = depset(libraries),
            library_path = libraries[0].dirname if libraries else "",
            protocols = ctx.files.protocols,
            remove_copts = ctx.attr.remove_copts,
        ),
    )

nmr_scan_toolchain = rule(
    implementation = _toolchain_impl,
    attrs = {
        "binary": attr.label(
            doc = "nmr-scan.",
            allow_single_file = True,
            cfg = "exec",
            executable = True,
            mandatory = True,
        ),
        "copts": attr.string_list(
            doc = "Flags for each source, behind its own.",
        ),
        "headers": attr.label_list(
            doc = "The files in system_includes.",
            allow_files = True,
        ),
        "libraries": attr.label_list(
            doc = "Shared libraries of nmr-scan, all in one folder.",
            allow_files = True,
            cfg = "exec",
        ),
        "protocols": attr.label_list(
            doc = "Descriptions of more protocols: --protocols.",
            allow_files = True,
        ),
        "remove_copts": attr.string_list(
            doc = "Flags of the compiler that Clang does not know.",
        ),
        "resources": attr.label_list(
            doc = "Clang's own headers.",
            allow_files = True,
        ),
        "system_includes": attr.string_list(
            doc = "Folders of system headers, relative to the package.",
        ),
    },
    doc = "An nmr-scan. nmr_scan_repository writes one.",
    provides = [platform_common.ToolchainInfo],
)

# Fits only the dynamic loader that it comes with.
_C_LIBRARY = [
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
]

def _run(repository_ctx, *command):
    result = repository_ctx.execute(command)
    if result.return_code:
        fail("'%s' fails: %s" % (" ".join([str(c) for c in command]), result.stderr))
    return result.stdout

def _link_libraries(repository_ctx, binary):
    """Links to what nmr-scan is linked with, but for the C library.

    That one is the machine's, as it is for the compiler. The others would have to
    be on each machine that executes actions, in the same version, without the
    cache knowing.
    """
    ldd = repository_ctx.which("ldd")
    if not ldd:
        return
    for line in _run(repository_ctx, ldd, binary).splitlines():
        name, arrow, found = line.strip().partition(" => ")
        if arrow and name not in _C_LIBRARY:
            _link(repository_ctx, found.partition(" (")[0], "lib/" + name)

_BUILD = """\
load("@nmr_tidy//:toolchain.bzl", "nmr_scan_toolchain")

nmr_scan_toolchain(
    name = "nmr-scan",
    binary = "bin/nmr-scan",
    copts = {copts},
    headers = glob(["include/**"]),
    libraries = glob(["lib/*"]),
    protocols = {protocols},
    remove_copts = {remove_copts},
    resources = glob(["clang/include/**"]),
    system_includes = {system_includes},
)

toolchain(
    name = "toolchain",
    toolchain = ":nmr-scan",
    toolchain_type = "@nmr_tidy//:toolchain_type",
)
"""

def _link(repository_ctx, path, name):
    # Bazel would make a link to nothing, and the files be missed much later.
    if not repository_ctx.path(path).exists:
        fail("nmr_scan_repository: there is no '%s'" % path)
    repository_ctx.symlink(path, name)

def _repository_impl(repository_ctx):
    prefix = repository_ctx.attr.path
    binary = prefix + "/bin/nmr-scan"
    _link(repository_ctx, binary, "bin/nmr-scan")
    _link_libraries(repository_ctx, binary)

    # Other versions may be installed to the same folder.
    version = _run(repository_ctx, binary, "--version").partition("(LLVM ")[2]
    resources = "%s/lib/clang/%s/include" % (prefix, version.partition(".")[0])
    _link(repository_ctx, resources, "clang/include")

    roots = []
    folders = []
    for include in repository_ctx.attr.system_includes:
        # A folder in one that is there already needs no second link: what is
        # found in both would be two files.
        inside = [i for i, root in enumerate(roots) if include.startswith(root + "/")]
        if inside:
            folder = "include/%d%s" % (inside[0], include[len(roots[inside[0]]):])
        else:
            folder = "include/%d" % len(roots)
            _link(repository_ctx, include, folder)
            roots.append(include)
        folders.append(folder)

    repository_ctx.file("BUILD.bazel", _BUILD.format(
        copts = repository_ctx.attr.copts,
        protocols = [
            # In full: this is another repository.
            "@%s//%s:%s" % (p.workspace_name, p.package, p.name)
            for p in repository_ctx.attr.protocols
        ],
        remove_copts = repository_ctx.attr.remove_copts,
        system_includes = folders,
    ))

nmr_scan_repository = repository_rule(
    implementation = _repository_impl,
    attrs = {
        "copts": attr.string_list(
            doc = "Flags for each source, behind its own, such as --target.",
        ),
        "path": attr.string(
            doc = "The folder that nmr-tidy is installed to.",
            mandatory = True,
        ),
        "protocols": attr.label_list(
            doc = "Descriptions of more protocols: --protocols.",
        ),
        "remove_copts": attr.string_list(
            doc = "Flags of the compiler that Clang does not know.",
        ),
        "system_includes": attr.string_list(
            doc = "Absolute paths of folders with system headers, in the order " +
                  "in which they are searched; the WDK, for one.",
        ),
    },
    doc = "Makes an installed nmr-tidy @<name>//:toolchain.",
    local = True,
)
