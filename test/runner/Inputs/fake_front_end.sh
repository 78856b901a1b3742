#!/bin/sh
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
exec python3 "$(dirname "$0")/fake_front_end.py" "$@"
