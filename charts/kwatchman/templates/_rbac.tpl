{{- /*
The rights that the configuration needs, as JSON: [{namespace, rules}], where namespace "" is the whole cluster.
`kwatchman rbac` prints the same, and a test holds the two together.
*/ -}}
{{- define "kwatchman.accessRules" -}}
{{- $kinds := .Files.Get "files/kinds.json" | fromJsonArray -}}
{{- /* "namespace|group|plural" */ -}}
{{- $watched := list -}}
{{- range $index, $entry := .Values.config.resource -}}
{{- $resource := include "kwatchman.resource" (dict "kinds" $kinds "entry" $entry "index" $index) | fromJson -}}
{{- range include "kwatchman.places" (dict "resource" $resource "entry" $entry) | fromJsonArray -}}
{{- $watched = append $watched (printf "%s|%s|%s" . $resource.group $resource.plural) -}}
{{- end -}}
{{- if and $resource.namespaced $entry.namespaces (not (include "kwatchman.areNames" $entry.namespaces)) -}}
{{- $watched = append $watched "||namespaces" -}}
{{- end -}}
{{- end -}}
{{- $needed := list -}}
{{- range $watched -}}
{{- /* What is watched everywhere needs no rule in a namespace besides. */ -}}
{{- $everywhere := regexReplaceAll "^[^|]*" . "" -}}
{{- if or (eq . $everywhere) (not (has $everywhere $watched)) -}}
{{- $needed = append $needed . -}}
{{- end -}}
{{- end -}}
{{- $namespaces := list -}}
{{- range $needed -}}
{{- $namespaces = append $namespaces (splitList "|" . | first) -}}
{{- end -}}
{{- $readsIdentity := and .Values.rbac.clusterIdentity (include "kwatchman.isPersistent" .) -}}
{{- if $readsIdentity -}}
{{- $namespaces = append $namespaces "kube-system" -}}
{{- end -}}
{{- $placed := list -}}
{{- range $namespace := $namespaces | uniq | sortAlpha -}}
{{- $rules := include "kwatchman.watchRules" (dict "needed" $needed "namespace" $namespace) | fromJsonArray -}}
{{- if and $readsIdentity (eq $namespace "kube-system") -}}
{{- $rules = append $rules (dict "apiGroups" (list "") "resources" (list "namespaces") "resourceNames" (list "kube-system") "verbs" (list "get")) -}}
{{- end -}}
{{- $placed = append $placed (dict "namespace" $namespace "rules" $rules) -}}
{{- end -}}
{{- toJson $placed -}}
{{- end -}}

{{- /* One rule for each API group that is watched in a namespace, as JSON. */ -}}
{{- define "kwatchman.watchRules" -}}
{{- $byGroup := dict -}}
{{- range .needed -}}
{{- $parts := splitList "|" . -}}
{{- if eq (index $parts 0) $.namespace -}}
{{- $_ := set $byGroup (index $parts 1) (append (default list (get $byGroup (index $parts 1))) (index $parts 2)) -}}
{{- end -}}
{{- end -}}
{{- $rules := list -}}
{{- range $group := keys $byGroup | sortAlpha -}}
{{- $plurals := get $byGroup $group | uniq | sortAlpha -}}
{{- $rules = append $rules (dict "apiGroups" (list $group) "resources" $plurals "verbs" (list "list" "watch")) -}}
{{- end -}}
{{- toJson $rules -}}
{{- end -}}

{{- /* What an entry's kind is, as JSON: one of Kubernetes' own by any of its names, else the plural and group that are written. */ -}}
{{- define "kwatchman.resource" -}}
{{- $parts := .entry.kind | lower | splitList "." -}}
{{- $name := first $parts -}}
{{- $group := "*" -}}
{{- if .entry.apiVersion -}}
{{- $group = regexReplaceAll "/?[^/]*$" .entry.apiVersion "" -}}
{{- else if gt (len $parts) 1 -}}
{{- $hasVersion := regexMatch "^v[0-9]+((alpha|beta)[0-9]+)?$" (index $parts 1) -}}
{{- $group = slice $parts (ternary 2 1 $hasVersion) | join "." -}}
{{- end -}}
{{- $found := dict -}}
{{- range .kinds -}}
{{- if and (not $found) (has $name .names) (or (eq $group "*") (eq $group .group)) -}}
{{- $found = . -}}
{{- end -}}
{{- end -}}
{{- if and (not $found) (lt (len $parts) 2) -}}
{{- fail (printf "config.resource[%d]: Kubernetes itself brings no kind %q: write it as its plural and group, as in \"widgets.example.com\"" .index .entry.kind) -}}
{{- end -}}
{{- $found | default (dict "group" $group "plural" $name "namespaced" true) | toJson -}}
{{- end -}}

{{- /* The namespaces in which an entry is watched, as JSON; [""] is everywhere. */ -}}
{{- define "kwatchman.places" -}}
{{- $places := list "" -}}
{{- if and .resource.namespaced (include "kwatchman.areNames" .entry.namespaces) -}}
{{- $places = list -}}
{{- range $name := .entry.namespaces -}}
{{- $isIn := not (hasPrefix "!" $name) -}}
{{- range $.entry.namespaces -}}
{{- if and (hasPrefix "!" .) (regexMatch (include "kwatchman.globPattern" (trimPrefix "!" .)) $name) -}}
{{- $isIn = false -}}
{{- end -}}
{{- end -}}
{{- if $isIn -}}
{{- $places = append $places $name -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $places -}}
{{- end -}}

{{- /* "true" if namespaces are given by name, whatever is left out of them again; else "". */ -}}
{{- define "kwatchman.areNames" -}}
{{- $names := list -}}
{{- range . -}}
{{- if not (hasPrefix "!" .) -}}
{{- $names = append $names . -}}
{{- end -}}
{{- end -}}
{{- if and $names (not (regexMatch "[*?{}\\[\\]]" (join "" $names))) -}}true{{- end -}}
{{- end -}}

{{- /* A glob as a regular expression. */ -}}
{{- define "kwatchman.globPattern" -}}
^{{ . | replace "?" "." | replace "*" ".*" | replace "{" "(?:" | replace "}" ")" | replace "," "|" | replace "[!" "[^" }}$
{{- end -}}
