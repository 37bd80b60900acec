import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { findBuiltInKind } from "../../src/cluster/discovery/built-in-kinds.ts";
import { loadConfiguration } from "../../src/registry/load-configuration.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";
import { connectControlPlane } from "../control-plane/index.ts";
import { runKubectl } from "../control-plane/kubectl.ts";
import { writeFiles } from "../docs/write-files.ts";
import {
  chart,
  describeChart,
  describeChartInCluster,
  helm,
  ofKind,
  render,
  type RenderedObject,
  valuesArguments,
} from "./helm/chart.ts";
import podDisruptionBudget from "./schemas/poddisruptionbudget.json" with { type: "json" };
import prometheusRule from "./schemas/prometheusrule.json" with { type: "json" };
import serviceMonitor from "./schemas/servicemonitor.json" with { type: "json" };
import { valueSets } from "./value-sets.ts";
