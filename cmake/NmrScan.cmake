# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Judges drivers as a part of the build: each source is extracted like it is
# compiled, and again only if it or a header of its changed.
#
#   include(NmrScan)
#   nmr_scan_target(mydriver [FAIL_ON violation|inconclusive|none]
#                            [PROTOCOLS file...] [OPTIONS option...]
#                            [DEPENDS target-or-file...])
#
# adds the target `nmr-scan-mydriver`, which prints the report, and fails like
# nmr-scan does: then, as after an error of the compiler, it is tried again the
# next time. The driver is what the target compiles, together with the static
# and object libraries that it links. It need not be built for this; what
# generates its headers goes behind DEPENDS. PROTOCOLS are files for --protocols,
# relative to the current source folder; all is judged anew when one changes. The
# report is the one of `nmr-scan -p <build folder> <the sources>` in the source
# folder.
#
# NMR_SCAN is the nmr-scan that is run.

include_guard(GLOBAL)
cmake_policy(VERSION 3.21)

find_program(NMR_SCAN nmr-scan HINTS ${CMAKE_CURRENT_LIST_DIR}/../../../bin
             DOC "The nmr-scan that nmr_scan_target runs")

function(nmr_scan_target target)
  cmake_parse_arguments(arg "" "FAIL_ON" "PROTOCOLS;OPTIONS;DEPENDS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "nmr_scan_target: unknown argument '${arg_UNPARSED_ARGUMENTS}'; "
      "expected FAIL_ON, PROTOCOLS, OPTIONS or DEPENDS")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "nmr_scan_target: there is no target '${target}'")
  endif()
  if(NOT NMR_SCAN)
    message(FATAL_ERROR
      "nmr_scan_target: no nmr-scan found; give its path with -DNMR_SCAN=")
  endif()
  if(NOT CMAKE_GENERATOR MATCHES "Ninja|Makefiles")
    message(FATAL_ERROR
      "nmr_scan_target: ${CMAKE_GENERATOR} writes no compile_commands.json; "
      "use Ninja")
  endif()
  if(NOT arg_FAIL_ON)
    set(arg_FAIL_ON violation)
  endif()
  set(protocols)
  foreach(file IN LISTS arg_PROTOCOLS)
    cmake_path(ABSOLUTE_PATH file NORMALIZE)
    list(APPEND protocols ${file})
  endforeach()
  # Sources and libraries may still be added to the target.
  cmake_language(EVAL CODE "
    cmake_language(DEFER CALL _nmr_scan_target [[${target}]] [[${arg_FAIL_ON}]]
                   [[${protocols}]] [[${arg_OPTIONS}]] [[${arg_DEPENDS}]])")
endfunction()

# The target and what it links of which there are sources.
function(_nmr_scan_closure target seen_variable)
  set(seen ${${seen_variable}})
  if(TARGET ${target})
    get_target_property(real ${target} ALIASED_TARGET)
    if(real)
      set(target ${real})
    endif()
    get_target_property(imported ${target} IMPORTED)
    get_target_property(type ${target} TYPE)
    if(NOT imported AND NOT target IN_LIST seen
       AND NOT (seen AND type STREQUAL "SHARED_LIBRARY"))
      list(APPEND seen ${target})
      get_target_property(private ${target} LINK_LIBRARIES)
      get_target_property(public ${target} INTERFACE_LINK_LIBRARIES)
      foreach(library IN LISTS private public)
        string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" library "${library}")
        if(library MATCHES "\\$<")
          message(WARNING "nmr_scan_target: '${target}' links '${library}'; "
                  "generator expressions are not followed")
        endif()
        _nmr_scan_closure("${library}" seen)
      endforeach()
      get_target_property(sources ${target} SOURCES)
      foreach(source IN LISTS sources)
        if(source MATCHES "^\\$<TARGET_OBJECTS:(.*)>$")
          _nmr_scan_closure("${CMAKE_MATCH_1}" seen)
        elseif(source MATCHES "\\$<")
          message(WARNING "nmr_scan_target: '${target}' compiles '${source}'; "
                  "generator expressions are not followed")
        endif()
      endforeach()
    endif()
  endif()
  set(${seen_variable} ${seen} PARENT_SCOPE)
endfunction()

function(_nmr_scan_target target fail_on protocols options depends)
  list(TRANSFORM protocols PREPEND --protocols= OUTPUT_VARIABLE by)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/nmr-scan)
  set(summaries)
  _nmr_scan_closure(${target} parts)
  foreach(part IN LISTS parts)
    get_target_property(sources ${part} SOURCES)
    get_target_property(source_dir ${part} SOURCE_DIR)
    if(NOT sources)
      continue()
    endif()
    # The compiler's commands are read from compile_commands.json.
    set_property(TARGET ${part} PROPERTY EXPORT_COMPILE_COMMANDS ON)
    # That is written by each run of CMake. A flag that changed changes a file
    # of this name, and only that is a reason to extract again.
    set(flags ${folder}/${target}/${part}.flags)
    string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
    set(all_flags)
    foreach(language C CXX)
      string(APPEND all_flags "${CMAKE_${language}_COMPILER} "
             "${CMAKE_${language}_FLAGS} ${CMAKE_${language}_FLAGS_${type}}\n"
             "$<TARGET_PROPERTY:${part},${language}_STANDARD>\n")
    endforeach()
    foreach(property COMPILE_DEFINITIONS COMPILE_OPTIONS INCLUDE_DIRECTORIES)
      string(APPEND all_flags "$<TARGET_PROPERTY:${part},${property}>\n")
    endforeach()

    foreach(source IN LISTS sources)
      if(source MATCHES "\\.c$")
        set(language C)
      elseif(source MATCHES "\\.(C|CPP|cc|cpp|cxx|c\\+\\+)$")
        set(language CXX)
      else()
        continue()
      endif()
      cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${source_dir} NORMALIZE)
      foreach(property COMPILE_FLAGS COMPILE_OPTIONS COMPILE_DEFINITIONS
                       INCLUDE_DIRECTORIES)
        get_source_file_property(value ${source}
                                 TARGET_DIRECTORY ${part} ${property})
        if(value)
          string(APPEND all_flags "${source} ${value}\n")
        endif()
      endforeach()
      cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_SOURCE_DIR}
                 OUTPUT_VARIABLE name)
      string(REPLACE "../" "__/" file "${name}")
      set(summary ${folder}/${target}/${file}.nmrsum)
      cmake_path(GET summary PARENT_PATH parent)
      file(MAKE_DIRECTORY ${parent})
      # In the source folder: paths in the report are relative to it.
      add_custom_command(OUTPUT ${summary}
        COMMAND ${NMR_SCAN} extract ${source} -p ${CMAKE_BINARY_DIR}
                -o ${summary} --depfile ${summary}.d --allow-errors ${by}
        DEPENDS ${source} ${flags}.${language} ${NMR_SCAN} ${protocols}
                ${depends}
        DEPFILE ${summary}.d
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
        COMMENT "Extracting ${name}" VERBATIM)
      list(APPEND summaries ${summary})
    endforeach()
    file(GENERATE OUTPUT ${flags}.$<COMPILE_LANGUAGE> CONTENT "${all_flags}"
         TARGET ${part})
  endforeach()
  if(NOT summaries)
    message(FATAL_ERROR
      "nmr_scan_target: '${target}' compiles no C or C++ file")
  endif()

  # A driver may have more sources than a command line takes.
  list(JOIN summaries "\"\n\"" lines)
  set(response ${folder}/${target}.rsp)
  file(GENERATE OUTPUT ${response} CONTENT "\"${lines}\"\n")
  set(stamp ${folder}/${target}.stamp)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${NMR_SCAN} analyze @${response} --fail-on=${fail_on} ${by}
            ${options}
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${summaries} ${response} ${NMR_SCAN} ${protocols}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    COMMENT "Judging ${target}" VERBATIM)
  add_custom_target(nmr-scan-${target} DEPENDS ${stamp})
endfunction()
