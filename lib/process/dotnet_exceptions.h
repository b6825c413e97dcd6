/* SPDX-License-Identifier: BSD-2-Clause */
/* dotnet_exceptions.h -- the exceptions of threads of .NET. */
#ifndef DOTNET_EXCEPTIONS_H
#define DOTNET_EXCEPTIONS_H

#include "process/dotnet_parts.h"

/* Is told each address on the way, and each object at its end. */
typedef int dotnet_see_fn(void *ctx, uint64_t addr);

int	 dotnet_exceptions(const struct walk *w,
	    const struct dotnet_contract *c, dotnet_see_fn *see, void *ctx);

#endif
