/* SPDX-License-Identifier: BSD-2-Clause */
/* runtime.c -- which language runtime a process has, where a name tells. */
#include "base/text.h"
#include "process/parts.h"
#include "process/runtime.h"

static const struct {
	const char	*pattern, *runtime;
} runtimes[] = {
	{ "libcoreclr.so*", ".NET" }, { "libclr.so*", ".NET" },
	{ "coreclr.dll", ".NET" }, { "clr.dll", ".NET" },
	{ "mscorwks.dll", ".NET" }, { "libcoreclr.dylib", ".NET" },
	{ "libjvm.so*", "Java" }, { "jvm.dll", "Java" },
	{ "libjvm.dylib", "Java" },
	{ "node", "Node.js" }, { "nodejs", "Node.js" },
	{ "node.exe", "Node.js" }, { "libnode.so*", "Node.js" },
	{ "python2*", "Python" }, { "python3*", "Python" },
	{ "libpython*.so*", "Python" },
	{ "ruby", "Ruby" }, { "libruby*.so*", "Ruby" },
};
enum { RUNTIMES = sizeof runtimes / sizeof *runtimes };

const char *
runtime_of(const char *name)
{
	size_t i;

	for (i = 0; i < RUNTIMES; i++)
		if (text_matches(runtimes[i].pattern, name))
			return runtimes[i].runtime;
	return NULL;
}

/* A row that comes first wins, whatever the order of modules: programs may
 * host more than one runtime, and the debugger of the first helps most. */
void
runtime_name(struct dump_model *m)
{
	size_t i, best = RUNTIMES, row;
	const char *name;

	for (i = 0; i < m->nmodules; i++) {
		if (m->modules[i].name == NULL)
			continue;
		name = text_basename(m->modules[i].name);
		for (row = 0; row < best; row++)
			if (text_matches(runtimes[row].pattern, name))
				best = row;
	}
	if (best < RUNTIMES)
		m->facts.runtime = runtimes[best].runtime;
	else if (m->dotnet && dotnet_is_certain(m))
		m->facts.runtime = ".NET";
}
