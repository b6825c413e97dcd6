/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * managed.h -- runtimes whose debuggers need only a part of private memory,
 * each in files of its own.
 */
#ifndef MANAGED_H
#define MANAGED_H

#include "io/source.h"
#include "model/model.h"

/*
 * What answers the question ASK_MANAGED for one runtime.  The first of the
 * table in managed.c that a process runs, by its records, answers.
 */
struct managed_runtime {
	bool		(*runs)(const struct dump_model *m);
	/* Which ranges answering may read: added to OUT. */
	int		(*touch)(const struct dump_model *m, struct set *out,
			    struct dump_err *err);
	/*
	 * Adds to m->survey.managed what of private memory, and of files, the
	 * debugger reads beside what a cut keeps by its class, its heaps among
	 * it; what of that names frames also to m->survey.managed_frames, and
	 * the objects that these hold to m->survey.managed_objects.  Where it
	 * cannot know it sets m->survey.managed_refusal, and for the cut
	 * without heaps m->survey.frames_refusal.
	 */
	int		(*answer)(struct dump_model *m,
			    struct dump_source *src, struct dump_err *err);
};

extern const struct managed_runtime managed_dotnet, managed_hotspot;

#endif
