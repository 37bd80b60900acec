{{- /* The pod of the StatefulSet or Deployment. */ -}}
{{- define "kwatchman.podTemplate" -}}
metadata:
  labels:
    {{- merge (include "kwatchman.labels" . | fromYaml) .Values.podLabels | toYaml | nindent 4 }}
  annotations:
    {{- /* The rest of the configuration is taken over by the pod as it runs. */}}
    {{- $config := include "kwatchman.config" . | fromJson }}
    kwatchman.dev/restart: {{ pick $config "cluster" "maxPending" "drainTimeout" "watch" "store" "http" | toJson | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  {{- include "kwatchman.podSpec" . | nindent 2 }}
  terminationGracePeriodSeconds: {{ include "kwatchman.gracePeriod" . }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: kwatchman
      {{- include "kwatchman.container" (list . "run") | nindent 6 }}
      ports:
        - name: http
          containerPort: {{ .Values.http.port }}
      livenessProbe:
        httpGet:
          path: /healthz
          port: http
        {{- toYaml .Values.livenessProbe | nindent 8 }}
      readinessProbe:
        httpGet:
          path: /readyz
          port: http
        {{- toYaml .Values.readinessProbe | nindent 8 }}
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumeMounts:
        {{- if include "kwatchman.isPersistent" . }}
        - name: store
          mountPath: /var/lib/kwatchman
        {{- end }}
        {{- include "kwatchman.volumeMounts" . | nindent 8 }}
  volumes:
    {{- if and (include "kwatchman.isPersistent" .) .Values.persistence.existingClaim }}
    - name: store
      persistentVolumeClaim:
        claimName: {{ .Values.persistence.existingClaim }}
    {{- end }}
    {{- include "kwatchman.volumes" . | nindent 4 }}
{{- end -}}

{{- /* What the host's pod and the test's have alike. */ -}}
{{- define "kwatchman.podSpec" -}}
serviceAccountName: {{ include "kwatchman.serviceAccountName" . }}
automountServiceAccountToken: true
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* A container that runs one of kwatchman's commands. */ -}}
{{- define "kwatchman.container" -}}
{{- $command := index . 1 -}}
{{- with index . 0 -}}
image: {{ include "kwatchman.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args: [{{ $command }}, --config, /etc/kwatchman/config/config.json, --log-level, {{ .Values.logLevel }}]
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
{{- if or .Values.secretEnv .Values.env }}
env:
  {{- range $variable, $secret := .Values.secretEnv }}
  - name: {{ $variable }}
    valueFrom:
      secretKeyRef:
        {{- toYaml $secret | nindent 8 }}
  {{- end }}
  {{- with .Values.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "kwatchman.volumeMounts" -}}
- name: config
  mountPath: /etc/kwatchman/config
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- range $index, $drop := include "kwatchman.dropInConfigMaps" . | fromJsonArray }}
- name: drop-in-{{ $index }}
  mountPath: /etc/kwatchman/handlers.d/{{ $drop.plugin }}
  readOnly: true
{{- end }}
{{- if .Values.dropIns.volume }}
- name: drop-ins
  mountPath: /etc/kwatchman/handlers.d
  readOnly: true
{{- end }}
{{- range .Values.secretFiles }}
- name: secret-{{ .name | replace "." "-" }}
  mountPath: /etc/kwatchman/secrets/{{ .name }}
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "kwatchman.volumes" -}}
- name: config
  configMap:
    name: {{ include "kwatchman.fullname" . }}
- name: tmp
  emptyDir: {}
{{- range $index, $drop := include "kwatchman.dropInConfigMaps" . | fromJsonArray }}
- name: drop-in-{{ $index }}
  configMap:
    name: {{ $drop.configMap }}
    # r-xr-xr-x: executables are among them.
    defaultMode: 365
{{- end }}
{{- with .Values.dropIns.volume }}
- name: drop-ins
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- range .Values.secretFiles }}
- name: secret-{{ .name | replace "." "-" }}
  secret:
    secretName: {{ .name }}
    # r--r-----
    defaultMode: 288
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* Running handlers get drainTimeout, then plugins four seconds, then the process is gone. */ -}}
{{- define "kwatchman.gracePeriod" -}}
{{- if kindIs "invalid" .Values.terminationGracePeriodSeconds -}}
{{- add 5 (include "kwatchman.seconds" (default "25s" .Values.config.drainTimeout)) -}}
{{- else -}}
{{- .Values.terminationGracePeriodSeconds -}}
{{- end -}}
{{- end -}}
