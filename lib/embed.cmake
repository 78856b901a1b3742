# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# cmake -DFROM=<text file> -DTO=<file> -P embed.cmake
# Writes the text as a C++ string literal, to be included where one is wanted.
file(READ ${FROM} text)
if(text MATCHES "\\)~~~\"")
  message(FATAL_ERROR "${FROM} holds the end of a raw string")
endif()
file(WRITE ${TO} "R\"~~~(${text})~~~\"\n")
