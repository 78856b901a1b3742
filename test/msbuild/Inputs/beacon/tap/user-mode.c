#error this file is not built
