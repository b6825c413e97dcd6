/* SPDX-License-Identifier: BSD-2-Clause */
/* sample.h -- a file of the corpora: how it is made, and what must happen. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "tests/buf.h"

struct sample {
	const char	*name;		/* "good/elf-gcore.core" */
	void		(*make)(struct buf *out);
	/* Exit statuses of dumpcat, dumpfilter --heap and dumpinfo. */
	const char	*cat, *heap, *info;
	const char	*what;		/* a sentence */
};

/* Each ends with a name that is NULL. */
extern const struct sample elf_good[], elf_java[], elf_systems[],
    elf_dotnet[], elf_bad[], minidump_windows[], minidump_others[],
    minidump_shapes[], minidump_bad[], minidump_lies[], strangers[],
    packed_gzip[], packed_zstd[], packed_others[], packed_zip[];

/* The dump that is in all that is packed. */
struct buf packed_dump(void);

/* Too large for a repository: made when a test wants them. */
extern const struct sample large[];
/* What "make demo" shows the main job on. */
extern const struct sample example[];

#endif
