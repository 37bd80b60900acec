{{- /* config.json: JSON, because toToml would write 16 as 16.0. */ -}}
{{- define "kwatchman.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $_ := set $config "http" (dict "address" (printf "%s:%d" .Values.http.host (int .Values.http.port))) -}}
{{- if include "kwatchman.isPersistent" . -}}
{{- $_ := set $config "store" (merge (dict "path" "/var/lib/kwatchman/kwatchman.db") (default dict $config.store)) -}}
{{- end -}}
{{- if include "kwatchman.hasDropIns" . -}}
{{- $_ := set $config "dropInDir" "/etc/kwatchman/handlers.d" -}}
{{- end -}}
{{- toPrettyJson $config -}}
{{- end -}}

{{- /* "true" with a store that outlives the pod, else "". */ -}}
{{- define "kwatchman.isPersistent" -}}
{{- if ne (dig "store" "kind" "sqlite" .Values.config) "memory" -}}true{{- end -}}
{{- end -}}

{{- /* "true" if there is a drop-in directory, else "". */ -}}
{{- define "kwatchman.hasDropIns" -}}
{{- with .Values.dropIns -}}
{{- if and .volume (or .inline .configMaps) -}}
{{- fail "dropIns.volume is the whole drop-in directory: leave dropIns.inline and dropIns.configMaps empty, or put the plugins into the volume" -}}
{{- end -}}
{{- if or .inline .configMaps .volume -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The plugins of the drop-in directory that are ConfigMaps, as JSON: each with the plugin's and the ConfigMap's name. */ -}}
{{- define "kwatchman.dropInConfigMaps" -}}
{{- $plugins := list -}}
{{- range $plugin, $_ := .Values.dropIns.inline -}}
{{- $plugins = append $plugins (dict "plugin" $plugin "configMap" (include "kwatchman.dropInName" (list $ $plugin))) -}}
{{- end -}}
{{- range .Values.dropIns.configMaps -}}
{{- $plugins = append $plugins (dict "plugin" (default .name .plugin) "configMap" .name) -}}
{{- end -}}
{{- toJson $plugins -}}
{{- end -}}

{{- /* The name of the ConfigMap that the chart makes of an inline plugin, which may be in mixed case. */ -}}
{{- define "kwatchman.dropInName" -}}
{{- $root := index . 0 -}}
{{- $plugin := index . 1 -}}
{{- $suffix := regexReplaceAll "[^a-z0-9-]+" (kebabcase $plugin) "-" | trunc 40 | trimAll "-" -}}
{{- printf "%s-plugin-%s-%s" (include "kwatchman.fullname" $root) $suffix (sha256sum $plugin | trunc 6) -}}
{{- end -}}

{{- /* A duration such as "1m30s" in whole seconds. */ -}}
{{- define "kwatchman.seconds" -}}
{{- $ms := 0.0 -}}
{{- range regexFindAll "[0-9.]+(ms|s|m|h)" . -1 -}}
{{- $unit := get (dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000) (regexFind "[a-z]+$" .) -}}
{{- $ms = addf $ms (mulf (regexFind "^[0-9.]+" . | float64) $unit) -}}
{{- end -}}
{{- divf $ms 1000 | ceil | int -}}
{{- end -}}
